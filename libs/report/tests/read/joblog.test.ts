import { expect, test } from 'vitest';
import { hostReports } from '../../src/host-report.ts';
import { isJoblog, readJoblog } from '../../src/read/joblog.ts';
import { secondsOf } from '../../src/run.ts';
import { attemptLine, jobLine, joblog, phasesLine } from '../lines.ts';

const runsOf = (text: string) => readJoblog(text, 'log').runs;
const runOf = (text: string) => runsOf(text)[0]!;

test('a joblog tells what each host has done, and how long it had nothing to do', () => {
  const run = runOf(joblog);
  expect(run).toMatchObject({ state: 'whole', image: { width: 800, height: 600, scene: 'blob.pov' } });
  expect(secondsOf(run)).toBe(11);
  expect(hostReports(run)).toEqual([
    {
      host: 'pi1',
      bands: 1,
      rows: 300,
      attempts: 1,
      failures: 0,
      helps: 1,
      seconds: 7,
      idle: { seconds: 3, share: 0.3 },
    },
    {
      host: 'pi2',
      bands: 1,
      rows: 300,
      attempts: 2,
      failures: 1,
      helps: 0,
      seconds: 9.5,
      idle: { seconds: 0.5, share: 0.05 },
    },
  ]);
});

test('a listed host that has done nothing was idle all the time, and counts', () => {
  const text =
    jobLine({ hosts: ['pi1', 'pi2', 'pi3'] }) + attemptLine('1-600', 'pi1', [0, 8]) + phasesLine(0, 8, 1);
  const run = runOf(text);
  expect(run.hosts.count).toBe(3);
  expect(hostReports(run)[2]).toMatchObject({ host: 'pi3', bands: 0, idle: { seconds: 8, share: 1 } });
});

test('bands that a host renders at the same time are not twice as much work for its idle time', () => {
  const two = attemptLine('1-300', 'pi1', [0, 6]) + attemptLine('301-600', 'pi1', [4, 8]);
  const run = runOf(jobLine({ hosts: ['pi1'] }) + two + phasesLine(0, 10, 1));
  expect(hostReports(run)[0]).toMatchObject({ seconds: 10, idle: { seconds: 2, share: 0.2 } });
});

test('without hosts, this machine is one', () => {
  const run = runOf(jobLine({ hosts: [] }) + attemptLine('1-600', 'desk', [0, 8]) + phasesLine(0, 8, 1));
  expect(run.hosts).toEqual({ names: ['desk'], count: 1 });
});

test('a joblog of an earlier version has no lines about job and phases', () => {
  const run = runOf(attemptLine('1-300', 'pi1', [0, 5]) + attemptLine('301-600', 'pi2', [1, 9]));
  expect(run).toMatchObject({ state: 'whole', hosts: { count: 2 }, image: { width: null, height: 600 } });
  expect(secondsOf(run)).toBe(9);
});

test.each([
  [
    'no band has succeeded',
    jobLine() + attemptLine('1-600', 'pi1', [0, 5], { reason: 'no disk' }),
    'unfinished',
  ],
  [
    'rows are missing',
    jobLine() + attemptLine('1-599', 'pi1', [0, 5]) + phasesLine(0, 5, null),
    'unfinished',
  ],
  ['only the master has begun', jobLine(), 'unfinished'],
  [
    'others have rendered the rest',
    jobLine() + attemptLine('1-9', 'pi1', [0, 5]) + phasesLine(0, 5, 1),
    'resumed',
  ],
  [
    'bands overlap',
    jobLine() + attemptLine('1-400', 'pi1', [0, 5]) + attemptLine('300-600', 'pi2', [0, 9]),
    'whole',
  ],
])('%s', (_, text, state) => {
  expect(runOf(text).state).toBe(state);
});

test('a job that was resumed is one run, whose time is not that of a whole job', () => {
  const first = jobLine() + attemptLine('1-300', 'pi1', [0, 5]) + phasesLine(0, 5, null);
  const run = runOf(first + jobLine() + attemptLine('301-600', 'pi1', [50, 55]) + phasesLine(0, 5, 1));
  expect(run.state).toBe('resumed');
  expect(secondsOf(run)).toBeNull();
  expect(hostReports(run)[0]).toMatchObject({ bands: 2, rows: 600, seconds: 10 });
});

test('joblogs of several jobs, one after the other, are several runs', () => {
  const other = jobLine({ job: 'job-2', hosts: ['pi1'] }) + attemptLine('1-600', 'pi1', [100, 120]);
  const runs = runsOf(joblog + other + phasesLine(0.1, 20, 0.5));
  expect(runs.map(({ name }) => name)).toEqual(['log (1)', 'log (2)']);
  expect(runs.map(secondsOf)).toEqual([11, 20.6]);
});

test('lines and fields of later versions are passed over', () => {
  const later = '{"type":"weather","wind":3}\n';
  const run = runOf(jobLine({ mood: 'good' }) + later + attemptLine('1-600', 'pi1', [0, 1]));
  expect(run).toMatchObject({ state: 'whole', hosts: { count: 2 } });
});

test('a last line that is cut off is left out, with a warning', () => {
  const { runs, warning } = readJoblog(joblog + attemptLine('1-9', 'pi1', [0, 1]).slice(0, 30), 'log');
  expect(runs[0]!.spells).toHaveLength(4);
  expect(warning).toBe('log: a line is cut off, and left out');
});

test('so is one that was cut off when the master was killed, before the job was resumed', () => {
  const { runs, warning } = readJoblog(`${jobLine()}{"band":"1-9","ho\n${jobLine()}`, 'log');
  expect(runs).toHaveLength(1);
  expect(warning).not.toBeNull();
});

test.each([
  ['', 'log: it is empty: the job has not begun, or has recorded nothing'],
  ['\n\n', 'log: it is empty: the job has not begun, or has recorded nothing'],
  ['hello\n', 'log: line 1 is not one of a joblog: hello'],
  [`${jobLine()}\u001b[2J\n${jobLine()}`, 'log: line 2 is not one of a joblog: \\x1b[2J'],
  [
    `${jobLine()}{"a":1}\n${attemptLine('1-9', 'pi1', [0, 1])}`,
    'log: line 2 is not one of a joblog: {"a":1}',
  ],
  [`${jobLine()}[1]\n`, 'log: line 2 is not one of a joblog: [1]'],
])('%j is refused', (text, message) => {
  expect(() => readJoblog(text, 'log')).toThrow(message);
});

test('a joblog is known by its first line', () => {
  expect(isJoblog(joblog)).toBe(true);
  expect(isJoblog('{"name":"package"}\n')).toBe(false);
  expect(isJoblog('lockfile has been created.\n')).toBe(false);
});
