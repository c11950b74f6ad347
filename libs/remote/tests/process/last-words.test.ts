import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readLastWords } from '../../src/process/last-words.ts';

const written = (text: string) => Readable.from([Buffer.from(text)]);

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
  expect(await readLastWords(written(text), () => undefined)).toMatchObject({ reason });
});

test.each([
  ["Error: oops\n  code: 'MODULE_NOT_FOUND',\n}\n\nNode.js v20\n", true],
  ["Error: oops\n  code: 'ERR_MODULE_NOT_FOUND'\n}\n\nNode.js v20\n", true],
  ["Error: oops\n  code: \u001b[32m'MODULE_NOT_FOUND'\u001b[39m,\n}\n\nNode.js v20\n", true],
  ["Error: oops\n  code: 'EIO'\n}\n\nNode.js v20\n", false],
  ["  code: 'MODULE_NOT_FOUND'\n", false],
  ["td-worker: no room\n  code: 'MODULE_NOT_FOUND'\nNode.js v20\n", false],
])('of %j, that a script is missing is %j', async (text, isScriptMissing) => {
  expect(await readLastWords(written(text), () => undefined)).toMatchObject({ isScriptMissing });
});
