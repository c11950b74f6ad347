import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TdError } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { Joblog } from '../../src/observers/joblog.ts';
import { temporaryFolder } from '@task-distributor/testing';
import { attempt, band, closed, composed, opened } from './events.ts';

const first =
  '{"band":"1-10","host":"pi111","attempt":1,"start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"exit":0,"bytes":9,"parse":0.1,"trace":null,"launch":null,"continued":null,"cut":null,"reason":null,"via":"openssh","why":"ssh_config sets SetEnv"}\n';
const second =
  '{"band":"11-20","host":"pi112","attempt":2,"start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"exit":null,"bytes":null,"parse":null,"trace":null,"launch":null,"continued":null,"cut":null,"reason":"timed out","via":null,"why":null}\n';
const onError = (error: TdError): never => {
  throw error;
};
const job = { scene: '/scenes/a.pov', hosts: ['pi111', 'pi112'], start: null };
const way = { name: 'openssh', reason: 'ssh_config sets SetEnv' };
const nothing = { bytes: null, parseSeconds: null, traceSeconds: null };
const events = [
  opened,
  band(1, 'started'),
  attempt(1, {}, { way }),
  attempt(2, { attempt: 2 }, { reason: 'timed out', exitCode: null, report: nothing }),
  band(1, 'ended'),
];

test('writes one JSON line for every attempt, into a new file', async () => {
  const path = join(temporaryFolder(), 'joblog');
  writeFileSync(path, 'of an earlier job\n');
  const joblog = new Joblog(path, { job, append: false, onError });
  for (const event of events) joblog.see(event);
  await joblog.end();
  expect(attemptsIn(path)).toBe(first + second);
});

test('says what a band has lost while it ran, and what an earlier attempt had rendered', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { job, append: false, onError });
  const report = { ...nothing, launchSeconds: 0.71, continued: 0.62 };
  joblog.see(opened);
  joblog.see(attempt(1, {}, { report, cutFrom: { first: 1, last: 30 } }));
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toContain('"launch":0.71,"continued":0.62,"cut":"1-30"');
});

test('says which blocks of a band others have rendered', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { job, append: false, onError });
  const { start, end } = attempt(1, {}, {});
  joblog.see(opened);
  joblog.see({
    type: 'blocks',
    rows: { first: 1, last: 32 },
    blocks: { first: 8, last: 13 },
    host: 'pi114',
    start,
    end,
    reason: null,
    report: { ...nothing, launchSeconds: 0.7 },
  });
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toContain(
    '{"type":"blocks","band":"1-32","blocks":"8-13","host":"pi114","start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"launch":0.7,"reason":null}\n',
  );
});

test('continues the file of a job that is resumed', async () => {
  const path = join(temporaryFolder(), 'joblog');
  writeFileSync(path, first);
  const joblog = new Joblog(path, { job, append: true, onError });
  for (const event of events) joblog.see(event);
  await joblog.end();
  expect(attemptsIn(path)).toBe(first + first + second);
});

test('does not touch the file if no job was opened', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { job, append: false, onError });
  joblog.see(band(1, '-'));
  await joblog.end();
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['opened', '/nowhere/joblog', 'No such file or directory'],
  ['written', '/dev/full', 'No space left on device'],
])('reports once that the file cannot be %s, and fails at the end', async (_, path, reason) => {
  const reported: TdError[] = [];
  const joblog = new Joblog(path, { job, append: true, onError: (error) => void reported.push(error) });
  for (const event of events) joblog.see(event);
  await expect.poll(() => reported.length).toBe(1);
  const error = { message: `--joblog: ${path}: ${reason}`, code: 'E_WRITE', exitCode: 1, isReported: true };
  await expect(joblog.end()).rejects.toMatchObject(error);
  expect(reported).toMatchObject([error]);
});

test('begins with the job, and ends with the seconds of its phases', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const start = performance.timeOrigin + performance.now();
  const joblog = new Joblog(path, { job: { ...job, start }, append: false, onError });
  for (const event of [opened, band(1, 'done'), composed, closed]) joblog.see(event);
  await joblog.end();
  const [begin, end, ...more] = linesOf(path);
  expect(more).toEqual([]);
  const { start: opening, ...facts } = begin!;
  const image = { width: 80, height: 60, scene: '/scenes/a.pov' };
  expect(facts).toEqual({ type: 'job', job: 'job-1', ...image, hosts: ['pi111', 'pi112'] });
  expect(Math.abs(Date.parse(opening as string) - Date.now())).toBeLessThan(60_000);
  const { type, ...phases } = end!;
  expect(type).toBe('phases');
  expect(Object.keys(phases)).toEqual(['sequential1', 'parallel', 'sequential2']);
  for (const seconds of Object.values(phases)) expect(seconds).toBeGreaterThanOrEqual(0);
});

test('without an image, the last phase is not known', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { job, append: false, onError });
  for (const event of [opened, band(1, 'ended'), band(2, 'failed')]) joblog.see(event);
  await joblog.end();
  expect(linesOf(path).at(-1)).toMatchObject({ type: 'phases', sequential1: null, sequential2: null });
  expect(linesOf(path).at(-1)!['parallel']).toBeGreaterThanOrEqual(0);
});

test('after a line that is cut off, a resumed job begins a new one', async () => {
  const path = join(temporaryFolder(), 'joblog');
  writeFileSync(path, first + first.slice(0, 40));
  const joblog = new Joblog(path, { job, append: true, onError });
  joblog.see(opened);
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toContain(`${first + first.slice(0, 40)}\n{"type":"job"`);
});

/** The lines about attempts. */
function attemptsIn(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\{"type".*\n/gm, '');
}

function linesOf(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
