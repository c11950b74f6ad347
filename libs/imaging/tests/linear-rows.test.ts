import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { withLinearRows } from '../src/linear-rows.ts';
import { encodePng, type Picture } from './encode-png.ts';

async function linear(picture: Picture): Promise<number[][]> {
  const path = join(temporaryFolder(), 'part.png');
  await writeFile(path, encodePng(picture));
  return withLinearRows(path, async ({ width, height, rows }) => {
    expect([width, height]).toEqual([picture.width, picture.height]);
    const seen: number[][] = [];
    for await (const row of rows) seen.push([...row].map((value) => Math.round(value * 1e6) / 1e6));
    return seen;
  });
}

const grey = { width: 1, height: 3, depth: 8, colourType: 0, samples: Uint16Array.of(0, 51, 255) };

function gamma(value: number) {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(value);
  return { type: 'gAMA', data };
}

test.each([
  ['nothing', [], 0.033105],
  ['sRGB', [gamma(45_455), { type: 'sRGB', data: Buffer.of(0) }], 0.033105],
  ['linear light', [gamma(100_000)], 0.2],
  ['a power of 2', [gamma(50_000)], 0.04],
])('samples of a PNG that says %s about its colours become light', async (_, chunks, light) => {
  const rows = await linear({ ...grey, chunks });
  expect(rows).toEqual([
    [0, 0, 0, 1],
    [light, light, light, 1],
    [1, 1, 1, 1],
  ]);
});

test('colours are multiplied by alpha', async () => {
  const samples = Uint16Array.of(65_535, 0, 65_535, 13_107);
  const picture = { width: 1, height: 1, depth: 16, colourType: 6, samples, chunks: [gamma(100_000)] };
  expect(await linear(picture)).toEqual([[0.2, 0, 0.2, 0.2]]);
});

test('a part that is no PNG is named', async () => {
  const path = join(temporaryFolder(), 'part.png');
  await writeFile(path, 'GIF89a');
  await expect(withLinearRows(path, () => Promise.resolve())).rejects.toThrow(path);
});
