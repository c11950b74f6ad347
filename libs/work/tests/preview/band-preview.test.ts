import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { listPreviews } from '@task-distributor/lockfile';
import { BlockLayout, rendererFor, type RenderRequest } from '@task-distributor/render';
import { decode, slowScene, stateOfKilled, temporaryFolder } from '@task-distributor/testing';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { FinishedBlocks } from '../../src/agent/state/finished-blocks.ts';
import { StateFollower } from '../../src/agent/state/state-follower.ts';
import { BandPreview } from '../../src/preview/band-preview.ts';
import { program, samplesOf } from '../agent/cut-render.ts';
import { render } from '../agent/render-image.ts';

const [width, height] = [160, 121];
const states = rendererFor('slow.pov').states!;
/** How often it is written depends on how long it takes. */
const patience = { timeout: 40_000 };
const whole = { first: 1, last: height };
/** A state file of a render that was killed about half-way, and the samples of the whole image. */
let content: Buffer;
let image: Buffer;

beforeAll(async () => {
  const scene = await slowScene(temporaryFolder(), 'slow.pov', 400);
  const options = ['+BS8', '+WT2'];
  const size = [`+W${width}`, `+H${height}`];
  content = await stateOfKilled(scene, [...options, ...size], 200_000);
  const request: RenderRequest = { program, scene, width, height, rows: whole, format: '+FN', options };
  image = await samplesOf(await render(temporaryFolder(), request));
});

function follow(bytes: Buffer): StateFollower {
  const path = join(temporaryFolder(), 'state');
  writeFileSync(path, bytes);
  const state = new StateFollower(
    path,
    states.reader(),
    new FinishedBlocks(new BlockLayout(whole, width, 8)),
  );
  onTestFinished(() => state.close());
  return state;
}

function show(render: { state: StateFollower | null }, rows: () => Rows, isOpen = () => true) {
  const folder = temporaryFolder();
  const checkOpen = (): Promise<void> => (isOpen() ? Promise.resolve() : Promise.reject(new Error('closed')));
  const preview = new BandPreview({ width, rows, states, folder, checkOpen }, render, 20);
  onTestFinished(() => preview.stop());
  return { folder, preview };
}

test('a preview shows the finished blocks as the image will show them, and the others not at all', async () => {
  const { folder, preview } = show({ state: follow(content) }, () => ({ first: 5, last: 100 }));
  const name = '.td-preview-rows-000005-000100.png';
  await expect.poll(() => readdirSync(folder)).toEqual([name]);
  const pam = await decode(join(folder, name));
  const pixels = pam.subarray(-4 * width * 96);
  const upper = image.subarray(4 * width * 4, 4 * width * 100);
  let finished = 0;
  for (let i = 0; i < width * 96; i += 1) {
    if (pixels[4 * i + 3] === 0) continue;
    finished += 1;
    for (let c = 0; c < 3; c += 1)
      expect(Math.abs(pixels[4 * i + c]! - upper[4 * i + c]!)).toBeLessThanOrEqual(1);
  }
  expect(finished).toBeGreaterThan(1_000);
  expect(finished).toBeLessThan(width * 96);
  await preview.stop();
  expect(readdirSync(folder)).toEqual([]);
});

test('it follows another run of the renderer, and a band that is cut short', async () => {
  const render = { state: follow(content.subarray(0, 20_000)) };
  let rows = whole;
  const { folder } = show(render, () => rows);
  const found = async () => (await listPreviews(folder)).map((preview) => preview.rows);
  await expect.poll(found).toEqual([whole]);
  const { version } = (await listPreviews(folder))[0]!;
  render.state = follow(content);
  await expect.poll(async () => (await listPreviews(folder))[0]?.version, patience).not.toBe(version);
  rows = { first: 1, last: 64 };
  await expect.poll(found, patience).toEqual([rows]);
});

test('without new blocks, or when the job has gone, nothing is written', async () => {
  let isOpen = true;
  const render = { state: follow(content.subarray(0, 20_000)) };
  const { folder } = show(
    render,
    () => whole,
    () => isOpen,
  );
  await expect.poll(() => listPreviews(folder)).toHaveLength(1);
  const before = await listPreviews(folder);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await listPreviews(folder)).toEqual(before);
  isOpen = false;
  render.state = follow(content);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await listPreviews(folder)).toEqual(before);
});

test('a state file that is damaged, or not there yet, gives no preview', async () => {
  const damaged = Buffer.from(content);
  damaged.fill(7, 512, 600);
  const render: { state: StateFollower | null } = { state: null };
  const { folder, preview } = show(render, () => whole);
  await new Promise((resolve) => setTimeout(resolve, 100));
  render.state = follow(damaged);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await preview.stop();
  expect(readdirSync(folder)).toEqual([]);
});
