import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Band, JobEvent, JobOpened } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { JobLog, type LogPosition, readJobLog } from '../src/index.ts';

const band = (state: Band['state'], info: string | null = null): Band => ({
  first: 1,
  last: 10,
  host: 'pi110',
  state,
  info,
});

function opened(folder: string, job = 'job-1'): JobOpened {
  return { type: 'opened', job, folder, lockfile: `${folder}/lockfile`, width: 80, height: 60 };
}

const noErrors = (line: string): never => {
  throw new Error(line);
};

async function write(events: readonly JobEvent[]): Promise<void> {
  const log = new JobLog(noErrors, new AbortController().signal);
  for (const event of events) log.see(event);
  await log.end();
}

async function eventsIn(folder: string): Promise<JobEvent[]> {
  return (await readJobLog(folder, null))!.events.map(({ event }) => event);
}

test('events are read back, in order and with their times', async () => {
  const folder = temporaryFolder();
  const began = Date.now();
  const events = [opened(folder), band('started'), band('running', '4'), band('ended')];
  await write(events);
  const { events: timed, isOther, isAtEnd } = (await readJobLog(folder, null))!;
  expect(timed.map(({ event }) => event)).toEqual(events);
  expect(timed.every(({ at }) => at >= began && at <= Date.now())).toBe(true);
  expect({ isOther, isAtEnd }).toEqual({ isOther: false, isAtEnd: true });
});

test('a command that is stopped says so at the end', async () => {
  const folder = temporaryFolder();
  const log = new JobLog(noErrors, AbortSignal.abort(new Error('interrupted')));
  for (const event of [opened(folder), band('started')]) log.see(event);
  await log.end();
  expect((await eventsIn(folder)).at(-1)).toEqual({ type: 'stopped', reason: 'interrupted' });
});

test('what the lockfile tells, percentages within two seconds, and the list of parts are left out', async () => {
  const folder = temporaryFolder();
  const line = { type: 'line', band: band('started'), host: 'pi110', text: 'pi110 x 1-10' } as const;
  const composed = { type: 'composed', output: 'a.png', width: 80, height: 60, jobs: 1 } as const;
  const running = ['1', '2', '3'].map((percent) => band('running', percent));
  const other = { ...band('running', '7'), first: 11, last: 20 };
  const again = [band('started'), band('running', '5')];
  await write([opened(folder), ...running, other, line, ...again, { ...composed, parts: ['a', 'b'] }]);
  expect(await eventsIn(folder)).toEqual([
    opened(folder),
    running[0],
    other,
    ...again,
    { ...composed, parts: [] },
  ]);
});

test('a job that goes on adds to its log, after a torn line, too; another job replaces it', async () => {
  const folder = temporaryFolder();
  await write([opened(folder), band('started')]);
  appendFileSync(join(folder, '.td-log.jsonl'), '{"v":1,"at":17643');
  await write([opened(folder), band('ended')]);
  expect(await eventsIn(folder)).toEqual([opened(folder), band('started'), opened(folder), band('ended')]);
  await write([opened(folder, 'job-2'), band('started')]);
  expect(await eventsIn(folder)).toEqual([opened(folder, 'job-2'), band('started')]);
});

test('a log is read on from where the last reader has ended, without a line that is not whole yet', async () => {
  const folder = temporaryFolder();
  const path = join(folder, '.td-log.jsonl');
  expect(await readJobLog(folder, null)).toBeNull();
  expect(await readJobLog(join(folder, 'none'), null)).toBeNull();
  await write([opened(folder), band('started'), band('ended')]);
  const text = readFileSync(path);
  writeFileSync(path, '');
  let position: LogPosition | null = null;
  const seen: JobEvent[] = [];
  for (const byte of text) {
    appendFileSync(path, Buffer.of(byte));
    const piece: Awaited<ReturnType<typeof readJobLog>> = await readJobLog(folder, position);
    expect(piece).toMatchObject({ isOther: false, isAtEnd: true });
    position = piece!.position;
    seen.push(...piece!.events.map(({ event }) => event));
  }
  expect(seen).toEqual([opened(folder), band('started'), band('ended')]);
});

test('a reader notices another log, and one that has become shorter', async () => {
  const folder = temporaryFolder();
  await write([opened(folder), band('started')]);
  const { position } = (await readJobLog(folder, null))!;
  await write([opened(folder, 'job-2'), band('started'), band('ended')]);
  const other = (await readJobLog(folder, position))!;
  expect(other).toMatchObject({ isOther: true, isAtEnd: true });
  expect(other.events).toHaveLength(3);
  truncateSync(join(folder, '.td-log.jsonl'), other.position.offset - 10);
  const shorter = (await readJobLog(folder, other.position))!;
  expect({ ...shorter, events: shorter.events.length }).toMatchObject({ isOther: true, events: 2 });
});

test('a log of many megabytes is read in pieces, and lines that are none of ours are passed over', async () => {
  const folder = temporaryFolder();
  const path = join(folder, '.td-log.jsonl');
  await write([opened(folder), band('started')]);
  const line = readFileSync(path, 'utf8');
  appendFileSync(path, `\n\0\n${'x'.repeat(9 * 2 ** 20)}\n${line.repeat(20_000)}`);
  let position: LogPosition | null = null;
  let count = 0;
  for (let isAtEnd = false; !isAtEnd;) {
    const piece: Awaited<ReturnType<typeof readJobLog>> = await readJobLog(folder, position);
    ({ position, isAtEnd } = piece!);
    count += piece!.events.length;
  }
  expect(count).toBe(40_002);
  expect(position!.offset).toBe(statSync(path).size);
});

test('a job that is withdrawn before its first band has started leaves no log', async () => {
  const folder = temporaryFolder();
  await write([opened(folder), { type: 'queued', band: band('-') }]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a link is replaced, and what it leads to stays as it is', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'mine');
  writeFileSync(target, '');
  symlinkSync(target, join(folder, '.td-log.jsonl'));
  expect(await readJobLog(folder, null)).toBeNull();
  await write([opened(folder), band('started')]);
  expect(readFileSync(target, 'utf8')).toBe('');
  expect(await eventsIn(folder)).toHaveLength(2);
});

test('a log that is removed while the job runs stays removed', async () => {
  const folder = temporaryFolder();
  const log = new JobLog(noErrors, new AbortController().signal);
  for (const event of [opened(folder), band('started')]) log.see(event);
  await expect.poll(async () => (await readJobLog(folder, null))?.events).toHaveLength(2);
  rmSync(join(folder, '.td-log.jsonl'));
  log.see(band('ended'));
  await log.end();
  expect(readdirSync(folder)).toEqual([]);
});

test('the log of another job that has taken over the folder is left alone', async () => {
  const folder = temporaryFolder();
  const other = temporaryFolder();
  const log = new JobLog(noErrors, new AbortController().signal);
  for (const event of [opened(folder), band('started')]) log.see(event);
  await expect.poll(async () => (await readJobLog(folder, null))?.events).toHaveLength(2);
  await write([opened(other, 'job-2'), band('started')]);
  writeFileSync(join(folder, '.td-log.jsonl'), readFileSync(join(other, '.td-log.jsonl')));
  log.see(band('ended'));
  await log.end();
  expect(await eventsIn(folder)).toEqual([opened(other, 'job-2'), band('started')]);
});

test('if it cannot be written, that is reported once', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.td-log.jsonl'));
  const errors: string[] = [];
  const log = new JobLog((line) => errors.push(line), new AbortController().signal);
  for (const event of [opened(folder), band('started'), band('ended')]) log.see(event);
  await log.end();
  log.see(band('done', 'x.png'));
  await log.end();
  expect(errors).toEqual([
    expect.stringMatching(/\.td-log\.jsonl: .*; the job goes on, but td-view will not show all of it/),
  ]);
});
