import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { slowScene, temporaryFolder } from '@task-distributor/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RenderRequest } from '@task-distributor/render';
import { povray, program, renderCut, samplesOf } from './cut-render.ts';
import { render } from './render-image.ts';
import { exactSettings } from './slow-job.ts';

const [width, height] = [160, 121];
let request: RenderRequest;

beforeAll(async () => {
  const scene = await slowScene(temporaryFolder(), 'slow.pov', 400);
  const rows = { first: 1, last: height };
  request = { program, scene, width, height, rows, format: '+FN', options: [] };
});

/** The pixels of rows of the image that POV-Ray renders in one piece. */
async function uncut(
  options: readonly string[],
  first: number,
  last: number,
  scene = request.scene,
): Promise<Buffer> {
  const key = [scene, ...options].join(' ');
  const whole = (images[key] ??= render(temporaryFolder(), { ...request, options, scene }).then(samplesOf));
  const all = await whole;
  const line = all.length / height;
  return all.subarray((first - 1) * line, last * line);
}
const images: Record<string, Promise<Buffer>> = {};

describe.each(exactSettings)('%s', (_, more) => {
  test.each([1, 9, 16, 40, 57, 104, 120])('cut after row %i at the first pixels', async (asked) => {
    const options = ['+BS8', '+WT1', ...more];
    let kept = 0;
    const cut = await renderCut({ ...request, options }, (running, done) => {
      if (done > 0 && kept === 0) kept = running.cutShort(asked).last;
    });
    expect(cut.rows).toEqual({ first: 1, last: kept });
    expect(kept % 8 === 0 || kept === height).toBe(true);
    expect(kept).toBeGreaterThanOrEqual(asked);
    expect(cut.pixels.equals(await uncut(options, 1, kept))).toBe(true);
  });
});

test('is cut again and again, and not once it is finishing', async () => {
  const options = ['+BS8', '+WT1', '+A0.1'];
  const rows = { first: 20, last: 110 };
  // The renderer must not finish before it is ended.
  const scene = await slowScene(temporaryFolder(), 'slower.pov', 1_000);
  const kept: number[] = [];
  const cut = await renderCut({ ...request, scene, options, rows }, (running, done) => {
    if (done > 0 && kept.length < 3) kept.push(running.cutShort(96 - 16 * kept.length).last);
  });
  expect(cut.rows).toEqual({ first: 20, last: kept[2] });
  expect(kept[0]).toBe(96);
  expect(cut.runs).toBe(1);
  expect(cut.pixels.equals(await uncut(options, 20, kept[2]!, scene))).toBe(true);
});

test('keeps its rows where a cut makes no sense', async () => {
  const answers: number[] = [];
  const rows = { first: 1, last: 32 };
  await renderCut({ ...request, rows }, (running) => {
    answers.push(running.cutShort(10).last, running.cutShort(32).last, running.cutShort(500).last);
  });
  expect(new Set(answers)).toEqual(new Set([32]));
});

test('a scene with radiosity is not cut', async () => {
  const folder = temporaryFolder();
  const scene = join(folder, 'radiosity.pov');
  await writeFile(scene, '#version 3.7; global_settings { radiosity { count 5 } }\nsphere { 0, 1 }\n');
  const canContinue = (path: string) =>
    povray.states!.canContinue({ scene: path, options: [] }, { folder, env: process.env });
  expect([canContinue(request.scene), canContinue(scene)]).toEqual([true, false]);
});
