import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { rendererFor } from '../../src/index.ts';

const request = {
  program: 'povray',
  scene: '/scenes/a.pov',
  width: 80,
  height: 60,
  rows: { first: 1, last: 30 },
  format: '+FN',
};
const run = { given: null, threads: 2, imageMegabytes: 300, env: { A: 'b' } };

function commandWith(options: readonly string[]) {
  const surroundings = { folder: temporaryFolder(), env: {} };
  return rendererFor('a.pov').render({ ...request, options, run }, surroundings).command;
}

test('gives POV-Ray the threads and the memory of this host', () => {
  const { args, env, threads } = commandWith([]);
  expect(args).toEqual(expect.arrayContaining(['+WT2', '+MI300']));
  expect(env).toMatchObject({ A: 'b' });
  expect(threads).toBe(2);
});

test("the user's own win", () => {
  const { args, threads } = commandWith(['+WT3', 'Max_Image_Buffer_Memory=64']);
  expect(args.filter((word) => /^\+(WT|MI)/.test(word))).toEqual(['+WT3']);
  expect(threads).toBe(3);
});

test('renders only the columns that are asked for', () => {
  const surroundings = { folder: temporaryFolder(), env: {} };
  const columns = { first: 33, last: 64 };
  const rendering = rendererFor('a.pov').render(
    { ...request, options: ['+A0.3'], run },
    surroundings,
    columns,
  );
  expect(rendering.command.args).toEqual(expect.arrayContaining(['+SC33', '+EC64', '+SR1', '+ER32']));
  expect(rendering.blocks.pixels).toBe(32 * 32);
});
