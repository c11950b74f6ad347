import type { Rows } from '@task-distributor/band';
import type { Launcher, Worker } from '@task-distributor/remote';
import { temporaryFolder } from '@task-distributor/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bareHosts } from '../../../src/workers/bare/bare-hosts.ts';
import { bareWorker } from '../../../src/workers/bare/bare-worker.ts';
import { expectExactPart } from '../../agent/expect-exact-part.ts';
import { openSlowJob, type SlowJob } from '../../agent/slow-job.ts';
import { measured } from '../../agent/transfer/measured.ts';
import { host, hostWithCache, pathOf, surrounded } from '../../send/hosts.ts';

type RunningAttempt = Parameters<Parameters<Worker['attempt']>[2]['started']>[0];

const cache = temporaryFolder();
const likeThis = hostWithCache(cache);
/** Nobody can tell how its renderer computes: Debian's busybox has no cksum. */
const other = hostWithCache(cache, pathOf('busybox', temporaryFolder()));
const { signal } = new AbortController();
const whole: Rows = { first: 1, last: 121 };
let job: SlowJob;
/** How often a renderer was started on the host. */
let starts: number;

afterEach(async () => {
  vi.unstubAllEnvs();
  await job.close();
});

/** A job whose samples this machine can make from blocks. */
async function open(scene: number | string, options: readonly string[] = []): Promise<void> {
  job = await openSlowJob(scene, whole, options);
  await measured(job.request, process.cwd());
}

function workerOn(there: Launcher): Worker {
  starts = 0;
  const launcher = surrounded(there, (commandLine) => {
    if (commandLine.includes('td-bare-output')) starts += 1;
    return commandLine;
  });
  const { request, id, folder } = job;
  const { scene, width, height, options } = request;
  const context = {
    image: { scene, width, height, options },
    job: { id, folder, isQuick: Promise.resolve(false) },
    renderer: request.program,
    launcher,
    commandOn: () => 'td-worker',
    limits: { timeoutSeconds: null, stallSeconds: null },
    signal,
    workers: {
      keepState: false,
      previews: false,
      send: { paths: [], limitBytes: 1e9 },
      slotsOf: () => 1,
    },
  };
  return bareWorker(context, bareHosts(context));
}

/** Renders rows, and calls `disturb` again and again while they are rendered. @returns the rows that are published */
async function renderRows(
  worker: Worker,
  rows: Rows,
  disturb: (attempt: RunningAttempt) => void,
): Promise<Rows> {
  let kept = rows;
  let running: RunningAttempt | null = null;
  const again = setInterval(() => running !== null && disturb(running), 20);
  const observer = {
    started: (attempt: RunningAttempt) => (running = attempt),
    progressed: () => undefined,
    split: (now: Rows) => (kept = now),
  };
  const result = await worker.attempt(rows, host, observer, signal);
  clearInterval(again);
  expect(result).toMatchObject({ published: true, reason: null });
  return kept;
}

const expectExact = (rows: Rows) => expectExactPart(job.folder, job.request, rows);

const cutOnce = (attempt: RunningAttempt) => attempt.cutShort?.(1);

describe.each([
  ['plain', []],
  ['anti-aliasing', ['+A0.1']],
  ['two threads', ['+A0.1', '+WT2']],
])('%s', (_, options) => {
  test('a band that is cut short needs no other launch', async () => {
    await open(1_500, options);
    const kept = await renderRows(workerOn(likeThis), { first: 9, last: 121 }, cutOnce);
    expect(kept.last).toBeLessThan(121);
    await expectExact(kept);
    expect(starts - 1).toBeLessThanOrEqual(options.includes('+WT2') ? 1 : 0);
  });

  test('nor does a band of which another host has rendered blocks', async () => {
    await open(1_500, options);
    const worker = workerOn(likeThis);
    const rows = { first: 41, last: 48 };
    const observer = { started: () => undefined, progressed: () => undefined, split: () => undefined };
    const helped = await worker.help!(rows, { first: 8, last: 20 }, host, observer, signal);
    expect(helped).toMatchObject({ published: true, reason: null });
    await renderRows(worker, rows, (attempt) => attempt.blocksCame?.({ first: 8, last: 20 }));
    await expectExact(rows);
    // With several threads, a block can be missing that was taken for finished: then the renderer goes on.
    expect(starts - 2).toBeLessThanOrEqual(options.includes('+WT2') ? 1 : 0);
  });
});

test.each([
  ['a host that may compute in another way', other, 1_500, []],
  ['16 bits', likeThis, 1_500, ['+FN16']],
  ['alpha', likeThis, 1_500, ['+UA']],
])('%s: the renderer writes the image', async (_, there, lights, options) => {
  await open(lights, options);
  const kept = await renderRows(workerOn(there), whole, cutOnce);
  expect(kept.last).toBeLessThan(121);
  await expectExact(kept);
  expect(starts).toBe(2);
});
