import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { partName } from '@task-distributor/lockfile';
import { fakeRenderer, temporaryFolder } from '@task-distributor/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BandWork } from '../../../src/agent/render-band.ts';
import { renderPlan } from '../../../src/agent/render-plan.ts';
import { renderRows } from '../../../src/agent/render-rows.ts';
import { BlocksWork } from '../../../src/agent/shared/render-blocks.ts';
import { BandTransferFunction } from '../../../src/agent/transfer/band-transfer-function.ts';
import type { TransferFunction } from '../../../src/agent/transfer/transfer-function.ts';
import { povray, program, samplesOf } from '../cut-render.ts';
import { render } from '../render-image.ts';
import { exactSettings, openSlowJob, type SlowJob } from '../slow-job.ts';
import { measured } from './measured.ts';

// Here, scripts only note that POV-Ray is started.
vi.mock(import('../../../src/agent/transfer/is-binary.ts'), () => ({ isBinary: () => true }));

const height = 121;
const rows = { first: 17, last: 61 };
const settings = exactSettings.filter(([, options]) => !options.includes('+UA'));
let job: SlowJob;

afterEach(async () => {
  vi.unstubAllEnvs();
  await job.close();
});

/** The pixels of the band in the image that is rendered in one piece. */
async function uncut({ first, last }: Rows): Promise<Buffer> {
  const request = { ...job.request, program, rows: { first: 1, last: height } };
  const all = withoutAlpha(await samplesOf(await render(temporaryFolder(), request)));
  const line = all.length / height;
  return all.subarray((first - 1) * line, last * line);
}

/** All pixels are opaque. */
const withoutAlpha = (rgba: Buffer): Buffer => rgba.filter((_, i) => i % 4 !== 3) as Buffer;

/** Renders the band with what is known of its transfer. @returns the samples of its blocks; null = POV-Ray had to make them */
async function fromBlocks(
  onProgress: (cut: (last: number) => Rows, hasBegun: boolean) => void = () => undefined,
  prepare: (transfer: BandTransferFunction, found: TransferFunction | null) => void = () => undefined,
) {
  const { request } = job;
  const surroundings = { folder: job.folder, env: process.env };
  const transfer = new BandTransferFunction({
    renderer: povray,
    states: povray.states!,
    request,
    surroundings,
  });
  prepare(transfer, await measured(request, job.folder));
  const plan = { ...renderPlan(povray, request, surroundings), transfer };
  const run = renderRows(
    plan,
    ({ total }) => onProgress((last) => run.cutShort(last), total > 0),
    AbortSignal.timeout(50_000),
  );
  const { rows: kept, lines } = await run.ready;
  const samples = lines === null ? null : Buffer.concat(Array.from(lines.lines, (line) => Buffer.from(line)));
  const { traceSeconds } = await run.finished;
  await run.release();
  return { kept, samples, traceSeconds };
}

const gammas = [1, 2.2, 1.8].map(
  (gamma) => `#version 3.7; global_settings { assumed_gamma ${gamma} }
camera { location <0, 1, -4> look_at 0 } light_source { <3, 9, -9>, 1.5 }
plane { y, -1 pigment { checker rgb 1, rgb <0.2, 0.3, 0.6> } }
sphere { 0, 1 pigment { rgb <1, 0.6, 0.2> } finish { phong 0.8 reflection 0.2 } }
#for (I, 1, 3000) light_source { <3, 9, -I>, 0.0001 shadowless } #end\n`,
);

describe.each(settings)('%s', (_, options) => {
  test('the samples of the blocks are those of the image', async () => {
    job = await openSlowJob(400, rows, options);
    const { kept, samples, traceSeconds } = await fromBlocks();
    expect(kept).toEqual(rows);
    expect(samples!.equals(await uncut(rows))).toBe(true);
    expect(traceSeconds).toBeGreaterThan(0);
  });

  test('a band that is cut short ends without another run', async () => {
    job = await openSlowJob(3_000, rows, options);
    let cut: Rows | null = null;
    const { kept, samples } = await fromBlocks((cutShort, hasBegun) => {
      if (hasBegun) cut ??= cutShort(30);
    });
    expect(kept).toEqual(cut);
    expect(kept.last).toBeLessThan(rows.last);
    expect(samples!.equals(await uncut(kept))).toBe(true);
  });
});

test('a band that is rendered before the transfer function is measured waits for it', async () => {
  job = await openSlowJob(400, rows);
  const { samples } = await fromBlocks(undefined, (transfer, found) => {
    vi.spyOn(transfer, 'of').mockReturnValue(null);
    vi.spyOn(transfer, 'settled').mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      vi.spyOn(transfer, 'of').mockReturnValue(found);
    });
  });
  expect(samples!.equals(await uncut(rows))).toBe(true);
});

test.each(gammas)('%s', async (scene) => {
  job = await openSlowJob(scene, rows);
  const { samples } = await fromBlocks();
  expect(samples!.equals(await uncut(rows))).toBe(true);
});

test('POV-Ray makes the samples itself where it reports that the scene has set assumed_gamma twice', async () => {
  const include = '#declare Name = concat("gam", "ma.inc");\n#include Name\n';
  job = await openSlowJob(gammas[0]!.replace('global_settings', `${include}global_settings`), rows);
  const { scene } = job.request;
  await writeFile(join(dirname(scene), 'gamma.inc'), 'global_settings { assumed_gamma 2.2 }\n');
  expect(await measured(job.request, job.folder)).not.toBe(null);
  expect((await fromBlocks()).samples).toBe(null);
});

test('POV-Ray writes the image, and renders nothing again, if a value is not a number', async () => {
  const started = join(temporaryFolder(), 'started');
  const noNumber = 'sphere { 0, 1.3 pigment { rgb 0 } finish { ambient rgb 1e39 diffuse 0 } }';
  job = await openSlowJob(`${gammas[0]}${noNumber}\n`, rows);
  const noted = await fakeRenderer(temporaryFolder(), `echo "$@" >> ${started}; exec ${program} "$@"`);
  const request = { ...job.request, program: noted };
  await measured(request, job.folder);
  const before = (await readFile(started, 'utf8')).trim().split('\n').length;
  const target = { statesFolder: null, previews: false, of: (band: Rows) => job.targetOf(band) };
  await new BandWork(request, target).publish(() => undefined, AbortSignal.timeout(50_000));
  const [first, second, ...more] = (await readFile(started, 'utf8')).trim().split('\n').slice(before);
  expect([first, second].map((words) => words!.split(' ').includes('+C'))).toEqual([false, true]);
  expect(more).toEqual([]);
  const part = withoutAlpha(await samplesOf(await readFile(join(job.folder, partName(rows)))));
  expect(part.equals(await uncut(rows))).toBe(true);
});

/** All before the pixels, without the date, which must be new. */
function headOf(png: Buffer): string {
  const head = png.toString('latin1', 0, png.indexOf('IDAT') - 4);
  const date = /(?<=Render Date: )(\S+ \S+Z)/.exec(head)![0];
  expect(Date.now() - Date.parse(date)).toBeLessThan(10_000);
  // The checksum comes last.
  return head.replace(date, '').slice(0, -4);
}

test('the part has the head of an image of POV-Ray, and the next band knows the transfer from the start', async () => {
  job = await openSlowJob(400, rows);
  const { request } = job;
  const target = { statesFolder: null, previews: false, of: (band: Rows) => job.targetOf(band) };
  const publish = (asked = request) =>
    new BandWork(asked, target).publish(() => undefined, AbortSignal.timeout(50_000));
  const part = () => readFile(join(job.folder, partName(rows)));
  await publish();
  const byPovray = await part();
  await measured(request, job.folder);
  await publish();
  const byBlocks = await part();
  expect(headOf(byBlocks)).toEqual(headOf(byPovray));
  expect(await samplesOf(byBlocks)).toEqual(await samplesOf(byPovray));
});

test('a band that others have helped with ends without another run', async () => {
  const started = join(temporaryFolder(), 'started');
  const band = { first: 41, last: 80 };
  job = await openSlowJob(3_000, band);
  const noted = await fakeRenderer(temporaryFolder(), `echo >> ${started}; exec ${program} "$@"`);
  const request = { ...job.request, program: noted };
  await measured(request, job.folder);
  const launches = async () => (await readFile(started, 'utf8')).length;
  const before = await launches();
  const blocks = { first: 90, last: 99 };
  const { signal } = new AbortController();
  await new BlocksWork(request, blocks, job.targetOf(band)).publish(() => undefined, signal);
  const work = new BandWork(request, { statesFolder: null, previews: false, of: (of) => job.targetOf(of) });
  let came = false;
  await work.publish(({ done }) => {
    if (done > 0 && !came) work.blocksCame(blocks);
    came ||= done > 0;
  }, signal);
  expect((await launches()) - before).toBe(2);
  const part = withoutAlpha(await samplesOf(await readFile(join(job.folder, partName(band)))));
  expect(part.equals(await uncut(band))).toBe(true);
});
