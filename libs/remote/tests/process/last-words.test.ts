import { expect, test } from 'vitest';
import { readLastWords } from '../../src/process/last-words.ts';

async function* written(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

test.each([
  ['', null],
  ['noise\ntd-worker: no room left\nConnection closed\n', 'no room left'],
  [
    "node:internal/modules/x:1\n  throw x;\n\nError: Cannot find module '/nope.mjs'\n    at x\n  code: 'X'\n}\n\nNode.js v20\n",
    "Error: Cannot find module '/nope.mjs'",
  ],
  ['bash: line 1: x: oops\n', 'bash: line 1: x: oops'],
  ['\u001b[2Jgone\n', '\\x1b[2Jgone'],
])('of %j the reason is %j', async (text, reason) => {
  expect(await readLastWords(written(text))).toBe(reason);
});
