import { expect, test } from 'vitest';
import { formatRemaining, formatSeconds } from '../src/index.ts';

test.each([
  [0, '0 s'],
  [12.4, '12 s'],
  [89, '89 s'],
  [90, '2 min'],
  [3_600, '60 min'],
  [5_400, '1 h 30 min'],
  [7_200, '2 h'],
  [172_800, '2 d'],
  [187_200, '2 d 4 h'],
])('%s seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test.each([
  [120, 300, '2 to 5 min'],
  [25, 290, '0 to 5 min'],
  [170, 190, '3 min'],
  [22, 48, '20 to 50 s'],
  [3, 7, '3 to 7 s'],
  [2, 3, '3 s'],
  [3_000, 6_000, '50 min to 1 h 40 min'],
  [7_200, 18_000, '2 to 5 h'],
  [9_000, 9_500, '2 h 30 min'],
])('from %s to %s seconds are %s', (least, most, text) => {
  expect(formatRemaining({ least, most })).toBe(text);
});
