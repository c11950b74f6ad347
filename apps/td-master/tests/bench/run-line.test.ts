import { expect, test } from 'vitest';
import { runLine } from '../../src/bench/run-line.ts';

const rounds = [1, 2, 4, 1, 2, 4];
const times = [400, 200, 120, 500, 250, 100];
const finished = (count: number) => rounds.slice(0, count).map((hosts, i) => ({ hosts, seconds: times[i]! }));

test.each([
  // Twice 200 and 100 s, and once 400 s.
  [1, 'run 1 of 6, 1 host: 400.00 s, about 17 min left'],
  [2, 'run 2 of 6, 2 hosts: 200.00 s, about 13 min left'],
  [4, 'run 4 of 6, 1 host: 500.00 s, about 5 min left'],
  [5, 'run 5 of 6, 2 hosts: 250.00 s, about 2 min left'],
  [6, 'run 6 of 6, 4 hosts: 100.00 s'],
])('after run %i, the time that is left is known from the runs before', (count, line) => {
  expect(runLine(finished(count), rounds)).toBe(line);
});
