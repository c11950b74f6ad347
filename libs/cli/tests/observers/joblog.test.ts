import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TdError } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { Joblog } from '../../src/observers/joblog.ts';
import { temporaryFolder } from '@task-distributor/testing';
import { attempt, band, opened } from './events.ts';

const first =
  '{"band":"1-10","host":"pi111","attempt":1,"start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"exit":0,"bytes":9,"parse":0.1,"trace":null,"launch":null,"continued":null,"cut":null,"reason":null,"via":"openssh","why":"ssh_config sets SetEnv"}\n';
const second =
  '{"band":"11-20","host":"pi112","attempt":2,"start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"exit":null,"bytes":null,"parse":null,"trace":null,"launch":null,"continued":null,"cut":null,"reason":"timed out","via":null,"why":null}\n';
const onError = (error: TdError): never => {
  throw error;
};
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
  const joblog = new Joblog(path, { append: false, onError });
  for (const event of events) joblog.see(event);
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toBe(first + second);
});

test('says what a band has lost while it ran, and what an earlier attempt had rendered', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { append: false, onError });
  const report = { ...nothing, launchSeconds: 0.71, continued: 0.62 };
  joblog.see(opened);
  joblog.see(attempt(1, {}, { report, cutFrom: { first: 1, last: 30 } }));
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toContain('"launch":0.71,"continued":0.62,"cut":"1-30"');
});

test('says which blocks of a band others have rendered', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { append: false, onError });
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
  expect(readFileSync(path, 'utf8')).toBe(
    '{"type":"blocks","band":"1-32","blocks":"8-13","host":"pi114","start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"launch":0.7,"reason":null}\n',
  );
});

test('continues the file of a job that is resumed', async () => {
  const path = join(temporaryFolder(), 'joblog');
  writeFileSync(path, first);
  const joblog = new Joblog(path, { append: true, onError });
  for (const event of events) joblog.see(event);
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toBe(first + first + second);
});

test('does not touch the file if no job was opened', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { append: false, onError });
  joblog.see(band(1, '-'));
  await joblog.end();
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['opened', '/nowhere/joblog', 'No such file or directory'],
  ['written', '/dev/full', 'No space left on device'],
])('reports once that the file cannot be %s, and fails at the end', async (_, path, reason) => {
  const reported: TdError[] = [];
  const joblog = new Joblog(path, { append: true, onError: (error) => void reported.push(error) });
  for (const event of events) joblog.see(event);
  await expect.poll(() => reported.length).toBe(1);
  const error = { message: `--joblog: ${path}: ${reason}`, code: 'E_WRITE', exitCode: 1, isReported: true };
  await expect(joblog.end()).rejects.toMatchObject(error);
  expect(reported).toMatchObject([error]);
});
