import { availableParallelism } from 'node:os';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { freeMemory } from '../../../src/agent/tuning/free-memory.ts';
import { tunedRun } from '../../../src/agent/tuning/run-tuning.ts';

const isWritten = () => true;
const small = { width: 800, height: 600, isWritten };

test('leaves everything to a renderer that is alone and renders a small image', () => {
  expect(tunedRun(small, 1, {})).toEqual({ given: null, threads: null, imageMegabytes: null, env: {} });
});

test('shares the processors, and gives each renderer at least one', () => {
  expect(tunedRun(small, 2, {}).threads).toBe(Math.max(1, Math.floor(availableParallelism() / 2)));
  expect(tunedRun(small, 1_000, {}).threads).toBe(1);
});

test('keeps a large image in memory if it fits twice into the share of half of what is free', () => {
  const free = freeMemory()! / 2 ** 20;
  // Three quarters of what one renderer may have.
  const height = Math.floor(((free / 2 / 2 / 20) * 0.75 * 2 ** 20) / 10_000);
  const large = { width: 10_000, height, isWritten };
  if (height * 10_000 * 20 < 130 * 2 ** 20) return;
  expect(tunedRun(large, 1, {}).imageMegabytes).toBe(Math.ceil((20 * 10_000 * height) / 2 ** 20));
  expect(tunedRun(large, 4, {}).imageMegabytes).toBeNull();
  expect(tunedRun({ width: 100_000, height: 1_000_000, isWritten }, 1, {}).imageMegabytes).toBeNull();
});

test('leaves a large image to the renderer if nobody writes it', () => {
  const large = { width: 4_000, height: 3_000, isWritten: () => false };
  expect(tunedRun(large, 1, {})).toMatchObject({ imageMegabytes: null, env: {} });
});

test("keeps the user's GLIBC_TUNABLES", () => {
  expect(tunedRun({ width: 4_000, height: 3_000, isWritten }, 1, { GLIBC_TUNABLES: 'x' }).env).toEqual({});
});

test('knows of ulimit -v', async () => {
  const code = `import { freeMemory } from '${new URL('../../../src/agent/tuning/free-memory.ts', import.meta.url).pathname}'; console.log(freeMemory())`;
  const limited = `ulimit -v 50000000; exec "${process.execPath}" --experimental-strip-types --no-warnings --input-type=module -e "$0"`;
  const run = await execa('sh', ['-c', limited, code], { reject: false });
  // Older versions of Node.js cannot run TypeScript.
  if (run.exitCode === 0) expect(Number(run.stdout)).toBeLessThanOrEqual(50_000_000 * 1_024);
});
