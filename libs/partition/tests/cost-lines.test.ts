import { InputError } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { costOfRow, formatCostLines, parseCostLines, totalSeconds } from '../src/index.ts';

const parse = (text: string, height = 100) => parseCostLines(text.split('\n'), height, 'costs.txt');

test('reads lines of rows and seconds, in any order, with tabs or spaces, and comments', () => {
  const map = parse('# a probe\n51\t100\t2.5\n\n 1  50 1e-1 # the sky\n');
  const cost = costOfRow(map);
  expect([cost(1), cost(50), cost(51), cost(100)]).toEqual([0.002, 0.002, 0.05, 0.05]);
  expect(totalSeconds(map)).toBeCloseTo(2.6);
  expect([...formatCostLines(map)]).toEqual(['1\t50\t0.1', '51\t100\t2.5']);
});

test.each([
  ['', 'costs.txt: Expected lines of first row, last row and seconds, got none'],
  ['# only a comment\n\n', 'costs.txt: Expected lines of first row, last row and seconds, got none'],
  ['1 50 1\n52 100 1', 'costs.txt line 2: Expected row 51 to come next, got 52: row 51 is missing'],
  ['2 100 1', 'costs.txt line 1: Expected row 1 to come next, got 2: row 1 is missing'],
  ['1 98 1', 'costs.txt: Expected rows up to 100, the height of the image: rows 99-100 are missing'],
  ['1 50 1\n41 100 1', 'costs.txt line 2: Expected each row once, got rows 41-50 again'],
  ['1 100 1\n7 7 1', 'costs.txt line 2: Expected each row once, got row 7 again'],
  ['1 101 1', 'costs.txt line 1: Expected rows up to 100, the height of the image, got 101'],
  ['50 1 1', 'costs.txt line 1: Expected the first row before the last, got 50 and 1'],
  ['1 100 -1', 'costs.txt line 1: Expected seconds from 1e-9 to 1000000000, or 0, got "-1"'],
  ['1 100 NaN', 'costs.txt line 1: Expected seconds from 1e-9 to 1000000000, or 0, got "NaN"'],
  ['1 100 Infinity', 'costs.txt line 1: Expected seconds from 1e-9 to 1000000000, or 0, got "Infinity"'],
  ['1 100 1e308', 'costs.txt line 1: Expected seconds from 1e-9 to 1000000000, or 0, got "1e308"'],
  ['1 100 1e-320', 'costs.txt line 1: Expected seconds from 1e-9 to 1000000000, or 0, got "1e-320"'],
  ['1 50 0\n51 100 0', 'costs.txt: Expected a row that takes time, got 0 s for all'],
  ['1 100', 'costs.txt line 1: Expected first row, last row and seconds, such as "1 32 0.5", got "1 100"'],
  [
    '0 100 1',
    'costs.txt line 1: Expected first row, last row and seconds, such as "1 32 0.5", got "0 100 1"',
  ],
  [
    '1 100 1 2',
    'costs.txt line 1: Expected first row, last row and seconds, such as "1 32 0.5", got "1 100 1 2"',
  ],
])('refuses %j with one clear line', (text, message) => {
  expect(() => parse(text)).toThrow(new InputError(message));
});
