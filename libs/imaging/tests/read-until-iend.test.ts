import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deferred } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { readUntilIend } from '../src/index.ts';

const image = Buffer.from('89504e470d0a1a0a0000000049454e44ae426082', 'hex');

describe('readUntilIend', () => {
  it('ends when the pipe ends', async () => {
    const pipe = new PassThrough();
    pipe.end(image);
    expect(await buffer(readUntilIend(pipe, Promise.resolve()))).toEqual(image);
  });

  it('ends after the last chunk, in pieces of any size, once the image is reported complete', async () => {
    const pipe = new PassThrough();
    const complete = deferred();
    const reader = readUntilIend(pipe, complete.promise);
    for (const byte of image) {
      pipe.write(Buffer.from([byte]));
      expect(await reader.next()).toEqual({ value: Buffer.from([byte]), done: false });
    }
    const next = reader.next();
    complete.resolve();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(pipe.destroyed).toBe(false);
  });

  it('reads on after the last chunk until the image is reported complete', async () => {
    const pipe = new PassThrough();
    const reader = readUntilIend(pipe, deferred().promise);
    pipe.write(image);
    expect((await reader.next()).value).toEqual(image);
    pipe.end('more');
    expect((await reader.next()).value).toEqual(Buffer.from('more'));
    expect((await reader.next()).done).toBe(true);
  });

  it('reads on until the last chunk, even if the image is reported complete', async () => {
    const pipe = new PassThrough();
    pipe.write(image.subarray(0, -1));
    const all = buffer(readUntilIend(pipe, Promise.resolve()));
    setImmediate(() => pipe.end(image.subarray(-1)));
    expect(await all).toEqual(image);
  });

  it('destroys the pipe when its reader stops, so that the writer notices', async () => {
    const pipe = new PassThrough();
    pipe.write(image);
    for await (const piece of readUntilIend(pipe, deferred().promise)) {
      expect(piece).toEqual(image);
      break;
    }
    expect(pipe.destroyed).toBe(true);
  });
});
