import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { errorCode, errorMessage } from '../src/index.ts';

/** As Node reports an error of the system that it does not know by name. */
function unnamed(number: number): Error {
  const text = `Unknown system error -${number}`;
  return Object.assign(new Error(`${text}: ${text}, close`), { errno: -number, code: text });
}

test.each([
  ['ESTALE', 'Stale file handle'],
  ['EDQUOT', 'Disk quota exceeded'],
] as const)('%s has its name and its description, though Node knows only its number', (name, text) => {
  const error = unnamed(constants.errno[name]);
  expect(errorCode(error)).toBe(name);
  expect(errorMessage(error)).toBe(text);
});

test('a number without a name is reported as Node reports it', () => {
  expect(errorCode(unnamed(99_999))).toBe('Unknown system error -99999');
});
