import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { untilEndOfPng } from '../src/until-end-of-png.ts';

const image = Buffer.from('89504e470d0a1a0a0000000049454e44ae426082', 'hex');
const never = new Promise<void>(() => undefined);

test('ends when the pipe does', async () => {
  const pipe = new PassThrough();
  pipe.end(image);
  expect(await buffer(untilEndOfPng(pipe, Promise.resolve()))).toEqual(image);
});

test('or when the last chunk is there, in pieces of any size, and the renderer is done', async () => {
  const pipe = new PassThrough();
  for (const byte of image) pipe.write(Buffer.from([byte]));
  let tell: () => void = () => undefined;
  const rendered = new Promise<void>((resolve) => (tell = resolve));
  const all = buffer(untilEndOfPng(pipe, rendered));
  setTimeout(tell, 20);
  expect(await all).toEqual(image);
  expect(pipe.destroyed).toBe(false);
});

test('but not while the renderer is at work, nor before the last chunk', async () => {
  const pipe = new PassThrough();
  pipe.write(image);
  setTimeout(() => pipe.end('more'), 20);
  expect(await buffer(untilEndOfPng(pipe, never))).toEqual(Buffer.concat([image, Buffer.from('more')]));

  const other = new PassThrough();
  other.write(image.subarray(0, -1));
  setTimeout(() => other.end(image.subarray(-1)), 20);
  expect(await buffer(untilEndOfPng(other, Promise.resolve()))).toEqual(image);
});

test('a renderer is told that nobody reads any more', async () => {
  const pipe = new PassThrough();
  pipe.write(image);
  const pieces: Buffer[] = [];
  for await (const piece of untilEndOfPng(pipe, never)) {
    pieces.push(Buffer.from(piece));
    break;
  }
  expect(pieces).toEqual([image]);
  expect(pipe.destroyed).toBe(true);
});
