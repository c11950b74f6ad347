import { expect, test } from 'vitest';
import { timingLines } from '../../src/observers/timing-lines.ts';

test('truncates to milliseconds like bc, in the columns that an analysis script reads', () => {
  const lines = timingLines({ start: 0, opened: 12.9, rendered: 61_012.9, end: 61_012 });
  expect(lines).toBe(
    'Required time to process the 1st sequential part:    0.012s\n' +
      'Required time to process the parallel part:          61.000s\n' +
      'Required time to process the 2nd sequential part:    0.000s\n',
  );
  const [first, parallel, second] = lines.split('\n').map((line) => line.split(/\s+/));
  expect([first![8], parallel![7], second![8]]).toEqual(['0.012s', '61.000s', '0.000s']);
});
