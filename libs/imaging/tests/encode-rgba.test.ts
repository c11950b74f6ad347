import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { encodeRgba } from '../src/index.ts';

test.each([
  [1, 1],
  [7, 5],
  [512, 300],
])('a picture of %i x %i pixels is read back by libpng', async (width, height) => {
  const pixels = Uint8Array.from({ length: 4 * width * height }, (_, i) => (i * 37 + (i >> 6)) % 256);
  const path = join(temporaryFolder(), 'picture.png');
  writeFileSync(path, encodeRgba(width, height, pixels));
  const decoded = await decode(path);
  expect(decoded.subarray(-pixels.length).equals(pixels)).toBe(true);
});
