import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { processesWith } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const tools = join(import.meta.dirname, '../..');
const bundles = async () => (await readdir(tools)).filter((name) => name.startsWith('.sequences-'));

test('says at once what it does, and leaves nothing when it is stopped', async () => {
  const before = await bundles();
  const run = execa('node', [join(tools, 'sequences.mjs'), '--count', '1'], { reject: false });
  let said = '';
  run.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(/in \S+\n/);
  const [, place] = /in (\S+)\n/.exec(said)!;
  await expect.poll(() => processesWith(place!), { timeout: 20_000 }).not.toEqual([]);
  run.kill('SIGTERM');
  expect((await run).exitCode).toBe(143);
  expect(existsSync(place!)).toBe(false);
  expect(await processesWith(place!)).toEqual([]);
  expect(await bundles()).toEqual(before);
}, 120_000);
