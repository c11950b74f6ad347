import { appendFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderReport, Rows } from '@task-distributor/band';
import type { RenderRequest } from '@task-distributor/render';
import { findProcesses } from '@task-distributor/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BandWork } from '../../src/agent/render-band.ts';
import { expectExactPart } from './expect-exact-part.ts';
import { openSlowJob, type SlowJob } from './slow-job.ts';

const height = 121;
let place: string;
let request: RenderRequest;
let job: SlowJob;

beforeEach(() => openJob(1_000));

async function openJob(lights: number): Promise<void> {
  job = await openSlowJob(lights, { first: 1, last: 96 });
  ({ request, tmpdir: place } = job);
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await job.close();
});

interface Stop {
  /** Percent at which the attempt ends. */
  readonly at: number;
  readonly by: 'signal' | 'kill' | 'cut';
}

/** An attempt at a band; `null` = it did not end well. */
async function attempt(
  changes: Partial<RenderRequest> = {},
  stop: Stop | null = null,
  statesFolder: string | null = null,
  signal?: AbortSignal,
): Promise<{ report: RenderReport; rows: Rows } | null> {
  const asked = { ...request, ...changes };
  const target = { statesFolder, previews: false, of: (rows: Rows) => job.targetOf(rows) };
  const controller = new AbortController();
  const work = new BandWork(asked, target);
  signal?.addEventListener('abort', () => controller.abort(signal.reason));
  let isStopped = false;
  const onProgress = ({ done, total }: { done: number; total: number }): void => {
    if (stop === null || isStopped || total === 0 || (100 * done) / total < stop.at) return;
    isStopped = true;
    if (stop.by === 'signal') controller.abort(new Error('stopped'));
    if (stop.by === 'cut') work.cutShort(asked.rows.first + 40);
    if (stop.by === 'kill') void killRenderer();
  };
  try {
    return { report: await work.publish(onProgress, controller.signal), rows: work.rows };
  } catch {
    return null;
  }
}

async function killRenderer(): Promise<void> {
  for (const { pid } of await findProcesses(`+I${request.scene}`)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

const expectExact = ({ rows }: { rows: Rows }, changes: Partial<RenderRequest> = {}) =>
  expectExactPart(job.folder, { ...request, ...changes }, rows);

async function keptFiles(folder = join(place, `td-states-${process.getuid!()}`)): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith('.td-state-')).map((name) => join(folder, name));
}

test.each(['signal', 'kill'] as const)('an attempt that ends by %s is continued', async (by) => {
  // The renderer must not finish before it is ended.
  await openJob(12_000);
  expect(await attempt({}, { at: 50, by })).toBeNull();
  expect(await keptFiles()).toHaveLength(1);
  const done = await attempt();
  expect(done!.report.continued).toBeGreaterThanOrEqual(0.4);
  await expectExact(done!);
  expect(await keptFiles()).toEqual([]);
});

test('it is continued with fewer rows, and again and again', async () => {
  await attempt({}, { at: 30, by: 'signal' });
  await attempt({}, { at: 60, by: 'signal' });
  const done = await attempt({ rows: { first: 1, last: 72 } });
  expect(done!.report.continued).toBeGreaterThanOrEqual(0.6);
  await expectExact(done!);
});

test('what is finished is saved while the attempt runs, for when the worker is killed', async () => {
  await job.close();
  await openJob(40_000);
  const controller = new AbortController();
  const running = attempt({}, null, null, controller.signal);
  await expect.poll(() => keptFiles(), { timeout: 30_000 }).toHaveLength(1);
  controller.abort(new Error('stopped'));
  expect(await running).toBeNull();
});

test('with --keep-state it is in the job folder', async () => {
  await attempt({}, { at: 30, by: 'signal' }, job.folder);
  expect(await keptFiles()).toEqual([]);
  expect(await keptFiles(job.folder)).toHaveLength(1);
  const done = await attempt({}, null, job.folder);
  expect(done!.report.continued).toBeGreaterThan(0);
  expect(await keptFiles(job.folder)).toEqual([]);
});

describe('another state, or a damaged one, is not continued', () => {
  test.each<[string, Partial<RenderRequest>]>([
    ['other rows', { rows: { first: 9, last: 96 } }],
    ['another size', { width: 161 }],
    ['another option', { options: ['+BS8', '+WT1', '+A0.3'] }],
    ['another block size', { options: ['+BS16', '+WT1'] }],
    ['another POV-Ray', { program: join(import.meta.dirname, 'another-povray') }],
  ])('%s', async (_, changes) => {
    await attempt({}, { at: 30, by: 'signal' });
    const done = await attempt(changes);
    expect(done!.report.continued).toBeNull();
    await expectExact(done!, changes);
  });

  test.each<[string, number, (path: string) => Promise<void>]>([
    ['cut off', 1, async (path) => truncate(path, (await stat(path)).size - 1_000)],
    ['with garbage at its end', 1, async (path) => appendFile(path, Buffer.alloc(9_999, 'garbage'))],
    ['with garbage in the middle', 0.6, async (path) => overwrite(path, 0.5)],
    ['with garbage at its beginning', 0, async (path) => overwrite(path, 0)],
    ['empty', 0, async (path) => truncate(path, 0)],
  ])('%s', async (_, share, spoil) => {
    await attempt({}, { at: 50, by: 'signal' });
    const [path] = await keptFiles();
    await spoil(path!);
    const done = await attempt();
    if (share === 0) expect(done!.report.continued).toBeNull();
    else expect(done!.report.continued).toBeLessThanOrEqual(share);
    await expectExact(done!);
  });
});

async function overwrite(path: string, from: number): Promise<void> {
  const bytes = await readFile(path);
  bytes.fill('garbage', Math.floor(bytes.length * from), Math.floor(bytes.length * from) + 500);
  await writeFile(path, bytes);
}

test('random cuts, kills and continuations give the pixels of the uncut render', async () => {
  let seed = Number(process.env['TD_STATE_SEED'] ?? 7);
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const kinds = [[], ['+A0.3'], ['+A0.3', '+AM2', '+R2'], ['+FN16', '+UA'], ['+WT2', '+A0.3']];
  const count = Number(process.env['TD_STATE_SEQUENCES'] ?? 2);
  for (let i = 0; i < count; i += 1) {
    const options = ['+BS8', '+WT1', ...kinds[random(kinds.length)]!];
    const first = 1 + random(60);
    const rows = { first, last: Math.min(height, first + 20 + random(60)) };
    let done: Awaited<ReturnType<typeof attempt>> = null;
    for (let tries = 0; done === null && tries < 6; tries += 1) {
      const by = (['signal', 'kill', 'cut'] as const)[random(3)]!;
      done = await attempt({ options, rows }, tries === 5 ? null : { at: random(95), by });
    }
    await expectExact(done!, { options });
  }
});
