import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { rendererFor } from '../../src/index.ts';

test('another rendering of the scene does not look for what it needs again', () => {
  const folder = temporaryFolder();
  const scene = join(folder, 's.pov');
  const list = join(folder, 'list.txt');
  writeFileSync(scene, '#fopen F "list.txt" append');
  writeFileSync(list, '');
  const surroundings = { folder, env: { HOME: folder } };
  const run = { given: [], threads: null, imageMegabytes: null, env: {} };
  const image = { program: 'povray', scene, format: '+FN', width: 100, height: 96, options: ['+A'] };
  const renderer = rendererFor(scene);
  const first = renderer.render({ ...image, rows: { first: 1, last: 32 }, run }, surroundings);
  rmSync(scene);
  const columns = { first: 33, last: 64 };
  const rows = { first: 33, last: 64 };
  const next = renderer.render({ ...image, rows, run: { ...run, like: first } }, surroundings, columns);
  expect(next.command.contents.copies).toEqual({ 'list.txt': list });
  expect(next.command.args).toEqual(expect.arrayContaining(['+SR33', '+ER64', '+SC33', '+EC64']));
  const whole = renderer.render({ ...image, rows, run: { ...run, like: next } }, surroundings);
  expect(whole.command.args).not.toContain('+SC33');
});
