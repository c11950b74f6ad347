import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bandReporter } from '../src/band-reporter.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  [5, ['0 s: 0', '5 s: 0', '10 s: 0', '15 s: 0', '16.5 s: 1', '17.5 s: 2', '22.5 s: 2']],
  [2, ['0 s: 0', '2 s: 0', '4 s: 0', '6 s: 0', '8 s: 0', '10 s: 0', '12 s: 0', '14 s: 0', '16 s: 0']],
])('writes a new percentage within a second, and the same again only after %d s', (alive, expected) => {
  const written: string[] = [];
  let seconds = 0;
  const stdout = new Writable({
    write(line: Buffer, _, done) {
      written.push(`${seconds} s: ${line.toString().trimEnd().split('\t').at(-1)}`);
      done();
    },
  });
  const report = bandReporter({ stdout }, { first: 1, last: 5 }, 'pi111', alive);
  report.running({ done: 0, total: 0, lastRow: null });
  for (seconds = 0; seconds < 24; seconds += 0.5) {
    report.running({ done: seconds < 16.5 ? 0 : seconds < 17.5 ? 1 : 2, total: 100, lastRow: null });
    vi.advanceTimersByTime(500);
  }
  expect(written.slice(0, expected.length)).toEqual(expected);
});

test('writes the finished rows, and names the band by the rows that it keeps', () => {
  const written: string[] = [];
  const stdout = new Writable({ write: (line: Buffer, _, done) => (written.push(line.toString()), done()) });
  const report = bandReporter({ stdout }, { first: 1, last: 300 }, 'pi111', 5);
  report.running({ done: 1, total: 4, lastRow: 32 });
  vi.advanceTimersByTime(1_000);
  report.running({ done: 1, total: 4, lastRow: 64 });
  report.split({ first: 1, last: 192 });
  report.ended({ bytes: 9, parseSeconds: null, traceSeconds: 2, launchSeconds: 0.7, continued: 0.62 });
  expect(written).toEqual([
    '1\t300\tpi111\trunning\t25 rows=32\n',
    '1\t300\tpi111\trunning\t25 rows=64\n',
    '1\t300\tpi111\tsplit\t1-192\n',
    '1\t192\tpi111\tended\tbytes=9 trace=2 launch=0.7 continued=0.62\n',
  ]);
});
