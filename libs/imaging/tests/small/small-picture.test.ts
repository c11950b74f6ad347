import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { SmallPicture } from '../../src/index.ts';
import { pixelsOf } from '../decode-png.ts';
import { encodePng, type Picture } from '../encode-png.ts';

const folder = temporaryFolder();
let files = 0;

/** Writes a part of one colour for each row: its red. @returns the path */
async function writePart(
  reds: readonly number[],
  width: number,
  more: Partial<Picture> = {},
): Promise<string> {
  const path = join(folder, `${(files += 1)}.png`);
  const samples = Uint16Array.from(
    reds.flatMap((red) => Array.from({ length: width }, () => [red, 0, 0]).flat()),
  );
  await writeFile(path, encodePng({ width, height: reds.length, depth: 8, colourType: 2, samples, ...more }));
  return path;
}

/** Red and alpha of the first column. */
function column(picture: SmallPicture): [number, number][] {
  const { width, height, rgba } = pixelsOf(picture.encode({ first: 1, last: picture.size.height }));
  return Array.from({ length: height }, (_, y) => [
    rgba[4 * width * y]! / 257,
    rgba[4 * width * y + 3]! / 257,
  ]);
}

test('keeps every pixel of an image that is small enough', async () => {
  const picture = new SmallPicture({ width: 16, height: 16 }, { width: 100, height: 100 });
  const samples = Uint16Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  const path = await writePart(Array<number>(16).fill(0), 16, { samples });
  await picture.add(path, { first: 1, last: 16 });
  const { rgba } = pixelsOf(picture.encode({ first: 1, last: 16 }));
  expect([...rgba].filter((_, i) => i % 4 === 0).map((red) => red / 257)).toEqual(
    Array.from({ length: 256 }, (_, i) => i),
  );
});

test('averages in linear light', async () => {
  const picture = new SmallPicture({ width: 4, height: 4 }, { width: 2, height: 2 });
  await picture.add(await writePart([0, 255, 255, 255], 4), { first: 1, last: 4 });
  expect(column(picture)).toEqual([
    [188, 255],
    [255, 255],
  ]);
});

test('joins parts that end within a row of the small picture', async () => {
  const image = { width: 10, height: 10 };
  const reds = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
  const whole = new SmallPicture(image, { width: 3, height: 3 });
  await whole.add(await writePart(reds, 10), { first: 1, last: 10 });
  const joined = new SmallPicture(image, { width: 3, height: 3 });
  for (const [first, last] of [
    [9, 10],
    [1, 2],
    [6, 8],
    [3, 5],
  ] as const) {
    await joined.add(await writePart(reds.slice(first - 1, last), 10), { first, last });
  }
  expect(column(joined)).toEqual(column(whole));
  expect(joined.taken).toEqual([{ first: 1, last: 10 }]);
});

test('is transparent where parts are missing, and partly where a row has some of its rows', async () => {
  const picture = new SmallPicture({ width: 4, height: 8 }, { width: 2, height: 4 });
  await picture.add(await writePart([255, 255, 255], 4), { first: 1, last: 3 });
  expect(column(picture)).toEqual([
    [255, 255],
    [255, 128],
    [0, 0],
    [0, 0],
  ]);
  expect(picture.rowsOf({ first: 1, last: 3 })).toEqual({ first: 1, last: 2 });
});

test('takes rows that two parts have once', async () => {
  const picture = new SmallPicture({ width: 4, height: 4 }, { width: 4, height: 4 });
  await picture.add(await writePart([1, 2], 4), { first: 1, last: 2 });
  await picture.add(await writePart([9, 9, 3, 4], 4), { first: 1, last: 4 });
  expect(column(picture).map(([red]) => red)).toEqual([1, 2, 3, 4]);
});

test('reads grey, palettes, 16 bits, alpha, interlacing and the gamma that an image names', async () => {
  const size = { width: 1, height: 1 };
  const one = async (picture: Partial<Picture> & { samples: Uint16Array }): Promise<number[]> => {
    const small = new SmallPicture(size, size);
    await small.add(await writePart([0], 1, picture), { first: 1, last: 1 });
    return [...pixelsOf(small.encode({ first: 1, last: 1 })).rgba].map((value) => value / 257);
  };
  expect(await one({ colourType: 0, samples: Uint16Array.of(77) })).toEqual([77, 77, 77, 255]);
  expect(await one({ colourType: 0, depth: 1, samples: Uint16Array.of(1) })).toEqual([255, 255, 255, 255]);
  const palette = Buffer.from([1, 2, 3, 40, 50, 60]);
  expect(await one({ colourType: 3, samples: Uint16Array.of(1), palette })).toEqual([40, 50, 60, 255]);
  expect(await one({ depth: 16, samples: Uint16Array.of(40 * 257, 50 * 257, 60 * 257) })).toEqual([
    40, 50, 60, 255,
  ]);
  expect(await one({ colourType: 6, samples: Uint16Array.of(40, 50, 60, 128) })).toEqual([40, 50, 60, 128]);
  const gamma = Buffer.alloc(4);
  gamma.writeUInt32BE(100_000);
  expect(await one({ samples: Uint16Array.of(55, 55, 55), chunks: [{ type: 'gAMA', data: gamma }] })).toEqual(
    [128, 128, 128, 255],
  );
});

test('refuses a part of another width, and a file that breaks off, of which it keeps what it has read', async () => {
  const picture = new SmallPicture({ width: 4, height: 4 }, { width: 4, height: 4 });
  const wide = await writePart([1], 5);
  await expect(picture.add(wide, { first: 1, last: 1 })).rejects.toThrow(
    `${wide}: Expected 4 columns, got 5`,
  );
  await expect(picture.add(join(folder, 'none.png'), { first: 1, last: 1 })).rejects.toThrow('none.png');
  expect(picture.taken).toEqual([]);
});
