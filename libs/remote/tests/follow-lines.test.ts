import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { followLines } from '../src/follow-lines.ts';

async function linesOf(stream: Readable): Promise<string[]> {
  const lines: string[] = [];
  await followLines(
    stream,
    (line) => lines.push(line),
    () => undefined,
  );
  return lines;
}

test.each([1, 2, 3, 7, 100])('lines arrive whole, in pieces of %i bytes', async (size) => {
  const bytes = Buffer.from('one\r\n\nzwölf €\nthe last');
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  expect(await linesOf(Readable.from(pieces))).toEqual(['one', '', 'zwölf €', 'the last']);
});

test('a line that is too long is cut, and what follows is read', async () => {
  const long = Buffer.alloc(1_000_000, 'x');
  const lines = await linesOf(Readable.from([Buffer.from('a\n'), long, long, Buffer.from('\nb\n')]));
  expect(lines.map(({ length }) => length)).toEqual([1, 32_768, 1]);
});

test('the beginning of a line does not hold on to the memory that it came in', async () => {
  const stream = new PassThrough();
  const reading = linesOf(stream);
  const chunk = Buffer.from('begun');
  stream.write(chunk);
  chunk.fill('x');
  stream.end(' and ended\n');
  expect(await reading).toEqual(['begun and ended']);
});

test('output that breaks off ends', async () => {
  const stream = new PassThrough();
  const reading = linesOf(stream);
  stream.write('before\n');
  stream.destroy(new Error('lost'));
  expect(await reading).toEqual(['before']);
  expect(await linesOf(stream)).toEqual([]);
});

test('an error of the reader is thrown', async () => {
  const fail = (): never => {
    throw new Error('a defect');
  };
  await expect(followLines(Readable.from([Buffer.from('a\n')]), fail, () => undefined)).rejects.toThrow(
    'a defect',
  );
});
