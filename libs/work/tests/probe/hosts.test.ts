import { expect, test } from 'vitest';
import { meanCosts, teamOf } from '../../src/probe/hosts/host-team.ts';
import { decodeReport, encodeReport, type RowsReport } from '../../src/probe/rows-report.ts';

const report = (seconds: number, processors: number): RowsReport => ({
  startSeconds: seconds,
  processors,
  strips: [
    { first: 1, last: 4, seconds },
    { first: 5, last: 8, seconds: 2 * seconds },
  ],
  picture: null,
});
const measured = (name: string, seconds: number, processors: number) => ({
  address: { user: null, name, port: null },
  report: report(seconds, processors),
  wallSeconds: 1,
});

test('hosts are compared by what the same copy took, and by their processors', () => {
  const team = teamOf([measured('pi110', 100, 4), measured('pi111', 200, 4), measured('pi112', 100, 0.2)]);
  expect(team.map(({ name, weight }) => [name, Number(weight.toFixed(3))])).toEqual([
    ['pi110', 1],
    ['pi111', 0.5],
    ['pi112', 0.05],
  ]);
  expect(meanCosts(team).strips.map(({ seconds }) => Math.round(seconds))).toEqual([100, 200]);
  expect(meanCosts(team).startSeconds).toBeCloseTo(100, 1);
});

test('what is too short to be measured counts as equal', () => {
  const [, other] = teamOf([measured('pi110', 0.0001, 1), measured('pi111', 0.0004, 1)]);
  expect(other!.weight).toBeGreaterThan(0.9);
});

test('a report is read as it was written, also with a large picture', () => {
  const written = { ...report(0.1, 0.2), picture: Buffer.alloc(100_000, 7) };
  const lines = [...encodeReport(written)];
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(32_768);
  const { picture, ...facts } = decodeReport(['a greeting of the login shell', ...lines])!;
  expect({ ...facts, picture: null }).toEqual(report(0.1, 0.2));
  expect(picture!.equals(written.picture)).toBe(true);
});

test.each([
  [[]],
  [['# launch 0.1', '# processors 1']],
  [['# launch 0.1', '1\t4\t0.1']],
  [['# launch 0.1', '# processors 1', '1\t4\t1e999']],
  [['# launch 0.1', '# processors 1', '1\t4\t1.2.3']],
])('%j is no report', (lines) => {
  expect(decodeReport(lines)).toBeNull();
});
