import { appendFile, copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderReport, Rows } from '@task-distributor/band';
import { keptStateName, partName } from '@task-distributor/lockfile';
import type { BlockNumbers, RenderRequest } from '@task-distributor/render';
import { fakeRenderer, slowScene, temporaryFolder } from '@task-distributor/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BandWork } from '../../src/agent/render-band.ts';
import { foundBlocks } from '../../src/job/found-blocks.ts';
import { BlocksWork } from '../../src/agent/shared/render-blocks.ts';
import { program, samplesOf } from './cut-render.ts';
import { render } from './render-image.ts';
import { exactSettings, openSlowJob, type SlowJob } from './slow-job.ts';

const height = 121;
/** With +BS8, there are 20 blocks in a row; this is the last row of the band, from its eleventh block on. */
const rows = { first: 41, last: 80 };
const rightHalf = { first: 4 * 20 + 10, last: 4 * 20 + 19 };

let request: RenderRequest;
let job: SlowJob;

beforeEach(() => openJob(300));

async function openJob(scene: number | string, more: readonly string[] = []): Promise<void> {
  job = await openSlowJob(scene, rows, more);
  ({ request } = job);
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await job.close();
});

const { signal } = new AbortController();

function bandWork(asked = request): BandWork {
  return new BandWork(asked, { statesFolder: null, previews: false, of: (band) => job.targetOf(band) });
}

/** Has a helper render blocks until some of them are finished, and interrupts it then. */
async function giveInPart(blocks: BlockNumbers): Promise<void> {
  const stop = new AbortController();
  const onProgress = ({ done, total }: { done: number; total: number }): void => {
    if (done / total > 0.3) stop.abort(new Error('interrupted'));
  };
  const work = new BlocksWork(request, blocks, job.targetOf(request.rows));
  await expect(work.publish(onProgress, stop.signal)).rejects.toThrow('interrupted');
}

function give(blocks: BlockNumbers, asked = request, last = blocks.last): Promise<RenderReport> {
  const work = new BlocksWork(asked, blocks, job.targetOf(asked.rows));
  work.endAfter(last);
  return work.publish(() => undefined, signal);
}

/** Whether the band's part has the pixels of the image that is rendered in one piece. */
async function isExact(asked = request, band = rows): Promise<boolean> {
  const whole = await samplesOf(
    await render(temporaryFolder(), { ...asked, program, rows: { first: 1, last: height } }),
  );
  const line = whole.length / height;
  const part = await samplesOf(await readFile(join(job.folder, partName(band))));
  return part.equals(whole.subarray((band.first - 1) * line, band.last * line));
}

const keptFiles = async () => (await readdir(job.folder)).filter((name) => name.includes('state-'));

describe.each(exactSettings)('%s', (_, more) => {
  test('a band uses the blocks that others have finished before it began', async () => {
    await openJob(300, more);
    await give(rightHalf);
    const work = bandWork();
    work.blocksCame(rightHalf);
    await work.publish(() => undefined, signal);
    expect(await keptFiles()).toEqual([]);
    expect(await isExact()).toBe(true);
  });
});

test.each([
  ['+A0.1 +AM1', 3_000, ['+A0.1', '+AM1']],
  ['16 bit, alpha, without anti-aliasing', 12_000, ['+FN16', '+UA']],
])('a band that runs goes on behind the blocks of others, in several rows: %s', async (_, lights, more) => {
  await openJob(lights, more);
  const started = join(temporaryFolder(), 'started');
  const noted = await fakeRenderer(temporaryFolder(), `echo $$ >> ${started}; exec ${program} "$@"`);
  const asked = { ...request, program: noted };
  const work = bandWork(asked);
  let given: Promise<void> | null = null;
  const giveAll = async () => {
    const [renderer] = await pidsIn(started);
    process.kill(renderer!, 'SIGSTOP');
    const pieces = [{ first: 46, last: 50 }, { first: 53, last: 55 }, rightHalf];
    for (const blocks of pieces) await give(blocks, asked).then(() => work.blocksCame(blocks));
    process.kill(renderer!, 'SIGCONT');
  };
  await work.publish(({ total }) => {
    if (total > 0) given ??= giveAll();
  }, signal);
  await given;
  // The band itself, three helpers, and the band again.
  expect((await pidsIn(started)).length).toBeGreaterThan(4);
  expect(await isExact(asked)).toBe(true);
});

const pidsIn = async (path: string) => (await readFile(path, 'utf8')).trim().split('\n').map(Number);

test('a band that is cut short uses them, too', async () => {
  await openJob(12_000);
  const work = bandWork();
  const blocks = { first: 20, last: 30 };
  await give(blocks);
  work.blocksCame(blocks);
  let cut: Rows | null = null;
  await work.publish(({ done }) => {
    if (done > 0) cut ??= work.cutShort(60);
  }, signal);
  // A busy machine may have begun another row of blocks when the cut comes.
  expect([64, 72]).toContain(work.rows.last);
  expect(cut).toEqual(work.rows);
  expect(await isExact(request, work.rows)).toBe(true);
});

test('who renders blocks ends after the last one that is wanted', async () => {
  await openJob(12_000);
  const blocks = { first: 0, last: 19 };
  const { bytes } = await give(blocks, request, 3);
  const ofRecord = 8 * 8 * 5 * 4 + 244;
  expect(bytes).toBeGreaterThanOrEqual(4 * ofRecord);
  expect(bytes).toBeLessThan(20 * ofRecord);
  const work = bandWork();
  work.blocksCame(blocks);
  await work.publish(() => undefined, signal);
  expect(await isExact()).toBe(true);
});

test('what others have finished is kept with what the band itself has, and continued', async () => {
  await openJob(3_000);
  const blocks = { first: 81, last: 99 };
  await give(blocks);
  const stop = new AbortController();
  const work = bandWork();
  work.blocksCame(blocks);
  const onProgress = ({ done, total }: { done: number; total: number }): void => {
    if (total > 0 && done / total > 0.2) stop.abort(new Error('stopped'));
  };
  await expect(work.publish(onProgress, stop.signal)).rejects.toThrow('stopped');
  expect(await keptFiles()).not.toEqual([]);
  const { continued } = await bandWork().publish(() => undefined, signal);
  expect(continued).toBeGreaterThan(0.35);
  expect(await isExact()).toBe(true);
});

const layout = { blockRows: 8, blockColumns: 20, grid: 1 };
const found = () => foundBlocks({ folder: job.folder, file: job.file }, layout);

test('what a helper had finished when it was interrupted is found, and used', async () => {
  await openJob(18_000);
  await give({ first: 18, last: 19 });
  await giveInPart(rightHalf);
  expect(found()).toEqual([
    { top: 41, blocks: { first: 19, last: 20 } },
    { top: 41, blocks: { first: 91, last: expect.any(Number) as number } },
  ]);
  expect(found()[1]!.blocks.last).toBeLessThan(100);
  const work = bandWork();
  for (const { blocks } of found()) work.blocksCame({ first: blocks.first - 1, last: blocks.last - 1 });
  await work.publish(() => undefined, signal);
  expect(await isExact()).toBe(true);
  expect(await keptFiles()).toEqual([]);
});

test('a helper that is interrupted when its band has been published leaves nothing', async () => {
  await openJob(30_000);
  await writeFile(join(job.folder, partName(rows)), '');
  await giveInPart(rightHalf);
  expect(await keptFiles()).toEqual([]);
});

test('blocks of another job, and those that a band has kept itself, are not found', async () => {
  await give(rightHalf);
  const [file] = await keptFiles();
  const [, key] = /-([0-9a-f]+)-[0-9a-f]+$/.exec(file!)!;
  await copyFile(join(job.folder, file!), join(job.folder, keptStateName(key!)));
  expect(found()).toEqual([{ top: 41, blocks: { first: 91, last: 100 } }]);
  const another = { ...job.file, id: 'another' };
  expect(foundBlocks({ folder: job.folder, file: another }, layout)).toEqual([]);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
  ['damaged', (bytes: Buffer) => (bytes.fill(7, 3_000, 3_010), bytes)],
  ['garbage', () => Buffer.alloc(9_000, 255)],
  ['empty', () => Buffer.alloc(0)],
])('what is %s is not used, and the pixels are right', async (_, spoil) => {
  await give(rightHalf);
  const [file] = await keptFiles();
  await writeFile(join(job.folder, file!), spoil(await readFile(join(job.folder, file!))));
  const work = bandWork();
  await work.publish(() => work.blocksCame(rightHalf), signal);
  expect(await isExact()).toBe(true);
});

test('blocks that come while others still write their file are used later, or not at all', async () => {
  await give(rightHalf);
  const [file] = await keptFiles();
  const whole = await readFile(join(job.folder, file!));
  await writeFile(join(job.folder, file!), whole.subarray(0, 4_000));
  const work = bandWork();
  let rest: Promise<void> | null = null;
  await work.publish(({ done }) => {
    if (done === 0) return;
    rest ??= appendFile(join(job.folder, file!), whole.subarray(4_000));
    work.blocksCame(rightHalf);
  }, signal);
  await rest;
  expect(await isExact()).toBe(true);
});

test.each([
  ['two rows of blocks', { first: 15, last: 25 }],
  ['what is not in the band', { first: 100, last: 101 }],
])('refuses blocks in %s', async (_, blocks) => {
  await expect(give(blocks)).rejects.toThrow(
    /^--blocks: Expected blocks of one row, of 20 blocks each, within 1-100, got \d+-\d+$/,
  );
  expect(await keptFiles()).toEqual([]);
});

test.each([
  ['size', { width: 168 }, 'its size is 160x121, not 168x121'],
  ['options', { options: ['+BS8', '+WT1', '+A'] }, 'its options are +BS8 +WT1'],
])('refuses blocks with another %s than that of the job', async (_, other, difference) => {
  await expect(give(rightHalf, { ...request, ...other })).rejects.toThrow(
    `--blocks: Expected size and options of job ${job.id}, but ${difference}`,
  );
  expect(await keptFiles()).toEqual([]);
});

test('says that a scene is not that of the job', async () => {
  const scene = await slowScene(temporaryFolder(), 'other.pov', 5);
  await expect(give(rightHalf, { ...request, scene })).rejects.toThrow(
    `${scene}: Expected the scene of job ${job.id}, ${request.scene}, got a file with another content; give that scene, or another job`,
  );
  await copyFile(request.scene, scene);
  await give(rightHalf, { ...request, scene });
});

test('a scene with radiosity is not shared', async () => {
  await openJob('#version 3.7; global_settings { radiosity { count 5 } }\nsphere { 0, 1 }\n');
  await expect(give(rightHalf)).rejects.toThrow(
    'blocks 91-100 cannot be rendered apart from their band: the scene cannot be continued',
  );
});
