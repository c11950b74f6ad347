import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError, readLines } from '../src/index.ts';

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function linesOf(bytes: Uint8Array, sizes: readonly number[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(inPieces(bytes, sizes))) lines.push(line);
  return lines;
}

test('returns the same lines however the bytes are split', async () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\r\n\ufeff]/.test(text));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat({ max: 7 })), async (lines, sizes) => {
      const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(''));
      expect(await linesOf(bytes, sizes)).toEqual(lines);
    }),
  );
});

test('reads CRLF, and a last line without a newline', async () => {
  expect(await linesOf(new TextEncoder().encode('a\r\nb'), [])).toEqual(['a', 'b']);
});

test('an endless line does not fill the memory', async () => {
  const forever = (async function* () {
    for (;;) yield new Uint8Array(60_000).fill(97);
  })();
  await expect(readLines(forever).next()).rejects.toThrow(InputError);
});
