import type { Rows } from '@task-distributor/band';
import type { Worker } from '@task-distributor/remote';
import { temporaryFolder } from '@task-distributor/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bareHosts } from '../../../src/workers/bare/bare-hosts.ts';
import { bareWorker } from '../../../src/workers/bare/bare-worker.ts';
import type { WorkerContext } from '../../../src/workers/worker-kind.ts';
import { expectExactPart } from '../../agent/expect-exact-part.ts';
import { exactSettings, openSlowJob, type SlowJob } from '../../agent/slow-job.ts';
import { host, hostWithCache } from '../../send/hosts.ts';

type RunningAttempt = Parameters<Parameters<Worker['attempt']>[2]['started']>[0];

const launcher = hostWithCache(temporaryFolder());
const { signal } = new AbortController();
const whole: Rows = { first: 1, last: 121 };
let job: SlowJob;

afterEach(async () => {
  vi.unstubAllEnvs();
  await job.close();
});

function worker(): Worker {
  const { request, id, folder } = job;
  const { scene, width, height, options } = request;
  const context: WorkerContext = {
    image: { scene, width, height, options },
    job: { id, folder, isQuick: Promise.resolve(false) },
    renderer: null,
    launcher,
    commandOn: () => 'td-worker',
    limits: { timeoutSeconds: null, stallSeconds: null },
    signal,
    workers: { keepState: false, previews: true, send: { paths: [], limitBytes: 1e9 }, slotsOf: () => 1 },
  };
  return bareWorker(context, bareHosts(context));
}

/** Renders rows, and asks for a cut until there is one. @returns the rows that are published */
async function renderCut(rows: Rows, asked: readonly number[]): Promise<Rows> {
  const attempts: RunningAttempt[] = [];
  let kept = rows;
  const left = [...asked];
  const ask = setInterval(() => {
    if (left.length > 0) attempts[0]?.cutShort?.(left[0]!);
  }, 20);
  const split = (now: Rows): void => {
    if (now.last === kept.last) return;
    kept = now;
    left.shift();
  };
  const observer = {
    started: (attempt: RunningAttempt) => void attempts.push(attempt),
    progressed: () => undefined,
    split,
  };
  const result = await worker().attempt(rows, host, observer, signal);
  clearInterval(ask);
  expect(result).toMatchObject({ published: true, reason: null });
  return kept;
}

const expectExact = (rows: Rows) => expectExactPart(job.folder, job.request, rows);

describe.each(exactSettings)('%s', (_, more) => {
  beforeEach(async () => {
    job = await openSlowJob(1_000, whole, more);
  });

  test.each([1, 57])('cut after row %i', async (asked) => {
    const kept = await renderCut(whole, [asked]);
    expect(kept.first).toBe(1);
    expect(kept.last).toBeGreaterThanOrEqual(asked);
    expect(kept.last).toBeLessThan(whole.last);
    await expectExact(kept);
  });
});

test('is cut again and again', async () => {
  job = await openSlowJob(3_000, whole);
  const kept = await renderCut({ first: 20, last: 110 }, [99, 75, 50]);
  expect(kept.last).toBeLessThan(75);
  await expectExact(kept);
});
