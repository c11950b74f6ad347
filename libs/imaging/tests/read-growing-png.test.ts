import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readGrowingPng } from '../src/index.ts';

const image = Buffer.from('89504e470d0a1a0a0000000049454e44ae426082', 'hex');

/** A file that shows its pieces one after the other; null = nothing new at this look. */
function growing(...pieces: (Buffer | null)[]): () => Buffer | null {
  return () => pieces.shift() ?? null;
}

test('ends when the writer has ended, without its last bytes left out', async () => {
  let ended = false;
  const pieces = growing(image.subarray(0, 5), null, Buffer.from('x'));
  const read = () => {
    const piece = pieces();
    if (piece === null) ended = true;
    return piece;
  };
  expect(await buffer(readGrowingPng(read, () => ended))).toEqual(
    Buffer.concat([image.subarray(0, 5), Buffer.from('x')]),
  );
});

test('ends after the last chunk, in pieces of any size, although the writer goes on', async () => {
  const bytes = [...image].flatMap((byte) => [Buffer.from([byte]), null]);
  expect(await buffer(readGrowingPng(growing(...bytes), () => false))).toEqual(image);
});

test('reads on if there is more after what looks like the last chunk', async () => {
  const all = growing(image, Buffer.from('more'), null, image);
  expect(await buffer(readGrowingPng(all, () => false))).toEqual(
    Buffer.concat([image, Buffer.from('more'), image]),
  );
});
