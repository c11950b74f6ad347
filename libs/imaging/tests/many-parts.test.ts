import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { byFastPng, expectSound } from './decode-png.ts';
import { temporaryFolder } from '@task-distributor/testing';
import { bundleProgram } from './bundle-program.ts';

it.each(['arguments', 'in order', 'reverse', 'shuffled'])(
  'composes 1,000 parts with few open files: %s',
  async (order) => {
    const folder = temporaryFolder();
    const program = await bundleProgram(join(import.meta.dirname, '../bench/many-parts.ts'));
    for (const args of [
      ['make', folder, '1000'],
      ['compose', folder, '1000', order],
    ]) {
      execFileSync('sh', ['-c', 'ulimit -n 48; exec "$@"', 'sh', process.execPath, program, ...args]);
    }
    const output = join(folder, 'out.png');
    await expectSound(output);
    const { width, height, rgba } = await byFastPng(output);
    expect([width, height]).toEqual([64, 1000]);
    // Sample i of row n, both from 0 on, is n + 1 + i.
    const samples = rgba.filter((_, i) => i % 4 < 3);
    const wrong = samples.findIndex((sample, i) => {
      const [row, at] = [Math.floor(i / 192), i % 192];
      return sample !== ((row + 1 + at) % 256) * 257;
    });
    expect(wrong).toBe(-1);
  },
);
