import { expect, test } from 'vitest';
import { BlockPicture } from '../../src/preview/block-picture.ts';

/** A block with these linear colours. */
function block(left: number, top: number, right: number, bottom: number, colour: (x: number) => number[]) {
  const samples: number[] = [];
  for (let y = top; y <= bottom; y += 1)
    for (let x = left; x <= right; x += 1) samples.push(...colour(x), 0, 0);
  const bytes = Buffer.alloc(4 * samples.length);
  samples.forEach((sample, i) => bytes.writeFloatBE(sample, 4 * i));
  const place = { id: 0, left, top, right, bottom, record: { offset: 0, length: 0 } };
  return [place, bytes] as const;
}

const pixel = (picture: BlockPicture, x: number, y: number): number[] => [
  ...picture.rgba().subarray(4 * (y * picture.width + x), 4 * (y * picture.width + x) + 4),
];

test.each([
  [800, 150, { scale: 2, width: 400, height: 75 }],
  [512, 600, { scale: 1, width: 512, height: 600 }],
  [24_000, 18_000, { scale: 47, width: 511, height: 383 }],
  [24_000, 1_500, { scale: 47, width: 511, height: 32 }],
  [10, 1_000_000, { scale: 5, width: 2, height: 200_000 }],
])('a picture of %i columns and %i rows has a bounded size', (width, height, expected) => {
  const picture = new BlockPicture(width, { first: 7, last: height + 6 });
  expect(picture).toMatchObject(expected);
  expect(picture.width).toBeLessThanOrEqual(512);
});

test('colours are averaged in linear light, clipped first, and unfinished pixels are transparent', () => {
  const picture = new BlockPicture(1024, { first: 101, last: 200 });
  picture.add(...block(0, 100, 31, 131, (x) => [x % 2, 0.2140411, NaN]));
  expect(pixel(picture, 0, 0)).toEqual([188, 127, 0, 255]);
  picture.add(...block(32, 100, 63, 131, (x) => [x % 2 === 0 ? 9 : -9, 1, 0]));
  expect(pixel(picture, 16, 15)).toEqual([188, 255, 0, 255]);
  expect(pixel(picture, 32, 0)).toEqual([0, 0, 0, 0]);
  expect(pixel(picture, 0, 16)).toEqual([0, 0, 0, 0]);
});

test('rows of a block that the band does not have are left out, and so are blocks of another length', () => {
  const picture = new BlockPicture(64, { first: 17, last: 40 });
  picture.add(...block(0, 0, 31, 31, () => [1, 1, 1]));
  picture.add(...block(32, 32, 63, 63, () => [1, 1, 1]));
  const [place, samples] = block(32, 0, 63, 31, () => [1, 1, 1]);
  picture.add(place, samples.subarray(20));
  const alpha = [...picture.rgba()].filter((_, i) => i % 4 === 3);
  const finished = (y: number) => alpha.slice(64 * y, 64 * (y + 1)).filter((value) => value > 0).length;
  expect([0, 15, 16, 23].map(finished)).toEqual([32, 32, 32, 32]);
  expect(alpha.filter((value) => value > 0)).toHaveLength(24 * 32);
});

test('every small pixel of an image that is reduced much gets samples, at the edges, too', () => {
  const [width, height] = [24_000, 70];
  const picture = new BlockPicture(width, { first: 1, last: height });
  for (let top = 0; top < height; top += 32)
    for (let left = 0; left < width; left += 32) {
      const [right, bottom] = [Math.min(left + 31, width - 1), Math.min(top + 31, height - 1)];
      picture.add(...block(left, top, right, bottom, () => [0.5, 0.5, 0.5]));
    }
  const bytes = picture.rgba();
  for (let i = 0; i < bytes.length; i += 4)
    expect([...bytes.subarray(i, i + 4)]).toEqual([188, 188, 188, 255]);
});
