import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { afterMark } from '../../../src/workers/bare/after-mark.ts';

function given(...pieces: string[]): PassThrough {
  const stream = new PassThrough();
  for (const piece of pieces) stream.write(piece);
  stream.end();
  return stream;
}

test.each([[['mark\nimage']], [['Welcome\nma', 'rk\nim', 'age']], [['Welcome to h1mark\n', 'image']]])(
  'passes over a greeting: %j',
  async (pieces) => {
    expect(String(await buffer(afterMark(given(...pieces), 'mark')))).toBe('image');
  },
);

test('a login that goes on printing is named', async () => {
  const endless = afterMark(given(`Welcome\n${'x'.repeat(70_000)}`), 'mark');
  await expect(buffer(endless)).rejects.toThrow('the login printed, in place of an image: Welcome');
});

test('leaves the stream open when its reader has enough', async () => {
  const stream = new PassThrough();
  stream.write('mark\nimage');
  for await (const piece of afterMark(stream, 'mark')) {
    expect(String(piece)).toBe('image');
    break;
  }
  expect(stream.destroyed).toBe(false);
});
