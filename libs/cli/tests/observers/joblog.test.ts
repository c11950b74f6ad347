import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Joblog } from '../../src/observers/joblog.ts';
import { temporaryFolder } from '@task-distributor/testing';
import { attempt, band, opened } from './events.ts';

const first =
  '{"band":"1-10","host":"pi111","attempt":1,"start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"exit":0,"bytes":9,"parse":0.1,"trace":null,"reason":null}\n';
const second =
  '{"band":"11-20","host":"pi112","attempt":2,"start":"2026-11-22T12:00:00.000Z","end":"2026-11-22T12:00:02.500Z","seconds":2.5,"exit":null,"bytes":null,"parse":null,"trace":null,"reason":"timed out"}\n';
const nothing = { bytes: null, parseSeconds: null, traceSeconds: null };
const events = [
  opened,
  band(1, 'started'),
  attempt(1, {}, {}),
  attempt(2, { attempt: 2 }, { reason: 'timed out', exitCode: null, report: nothing }),
  band(1, 'ended'),
];

test('writes one JSON line for every attempt, into a new file', async () => {
  const path = join(temporaryFolder(), 'joblog');
  writeFileSync(path, 'of an earlier job\n');
  const joblog = new Joblog(path, { append: false });
  for (const event of events) joblog.see(event);
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toBe(first + second);
});

test('continues the file of a job that is resumed', async () => {
  const path = join(temporaryFolder(), 'joblog');
  writeFileSync(path, first);
  const joblog = new Joblog(path, { append: true });
  for (const event of events) joblog.see(event);
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toBe(first + first + second);
});

test('does not touch the file if no job was opened', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const joblog = new Joblog(path, { append: false });
  joblog.see(band(1, '-'));
  await joblog.end();
  expect(existsSync(path)).toBe(false);
});

test('reports at once, and at the end, that the file cannot be opened', async () => {
  const path = '/nowhere/joblog';
  const message = '--joblog: /nowhere/joblog: No such file or directory';
  const early = await new Promise<Error>((resolve) => {
    new Joblog(path, { append: false, onError: resolve }).see(opened);
  });
  expect(early).toMatchObject({ message, code: 'E_WRITE', exitCode: 1 });
  const joblog = new Joblog(path, { append: false });
  for (const event of events) joblog.see(event);
  await expect(joblog.end()).rejects.toThrow(message);
});

test('reports at the end that a line could not be written', async () => {
  const joblog = new Joblog('/dev/full', { append: true });
  for (const event of events) joblog.see(event);
  await expect(joblog.end()).rejects.toThrow('--joblog: /dev/full: No space left on device');
});
