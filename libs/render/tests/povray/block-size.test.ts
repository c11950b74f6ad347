import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeAll, expect, test } from 'vitest';
import { blockSize } from '../../src/povray/block-size.ts';

const folder = temporaryFolder();
beforeAll(async () => {
  await writeFile(join(folder, 'bs.ini'), 'Antialias=On\n Render_Block_Size = 10\n');
});

test('is 32, or the last value on the command line', () => {
  expect(blockSize([], { HOME: folder })).toBe(32);
  expect(blockSize(['+BS16', 'Render_Block_Size=64'], { HOME: folder })).toBe(64);
  expect(blockSize(['+bs2'], { HOME: folder })).toBe(4);
});

test("or the value in an INI file that is an option or POV-Ray's own", () => {
  const ini = join(folder, 'bs.ini');
  expect(blockSize([ini], { HOME: folder })).toBe(10);
  expect(blockSize([join(folder, 'bs')], { HOME: folder })).toBe(10);
  expect(blockSize([ini, '+BS8'], { HOME: folder })).toBe(8);
  expect(blockSize([], { HOME: folder, POVINI: ini })).toBe(10);
  expect(blockSize(['+BS8'], { HOME: folder, POVINI: ini })).toBe(8);
});
