import { existsSync } from 'node:fs';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../src/index.ts';

const ofFile = temporaryFolder();
let ofTest: string;
const earlier: string[] = [];

beforeEach(() => {
  ofTest = temporaryFolder();
});

afterAll(() => expect(existsSync(ofFile)).toBe(true));

test.each([1, 2])('a folder is there while its test runs, and gone after it: %i', () => {
  const inside = temporaryFolder();
  expect([ofFile, ofTest, inside].map(existsSync)).toEqual([true, true, true]);
  expect(earlier.map(existsSync)).toEqual(earlier.map(() => false));
  earlier.push(ofTest, inside);
});

test('the folders of earlier tests were looked at', () => {
  expect(earlier).toHaveLength(4);
});
