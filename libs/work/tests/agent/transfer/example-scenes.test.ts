import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { wholePicture } from '@task-distributor/imaging';
import { rendererFor, type RenderRequest } from '@task-distributor/render';
import { afterAll, expect, test } from 'vitest';
import { holdsRows, linesOfBlocks } from '../../../src/agent/transfer/lines-of-blocks.ts';
import { startWithState } from '../../../src/agent/transfer/measure-transfer-function.ts';
import { program } from '../cut-render.ts';
import { measured } from './measured.ts';

// Scenes of POV-Ray. TD_SCENES=all compares all of them, which takes ten minutes; TD_SCENES=interior those whose paths contain it.
const folder = '/usr/share/doc/povray/examples';
const usual = [
  'objects/blob.pov',
  'advanced/abyss.pov',
  'textures/finishes/arches.pov',
  'objects/bezier.pov',
];
const asked = process.env['TD_SCENES'];
const scenes =
  asked === undefined
    ? usual
    : readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.pov') && (asked === 'all' || name.includes(asked)))
        .toSorted();
const longestMs = 20_000;
let compared = 0;

afterAll(() => {
  if (asked !== undefined) console.log(`${compared} of ${scenes.length} scenes were compared`);
});

/**
 * Renders a scene, and compares its image with its blocks.
 * @returns samples, and how many of them differ; null = only POV-Ray can make the samples
 */
async function compare(scene: string): Promise<{ samples: number; different: number } | null> {
  const renderer = rendererFor(scene);
  const states = renderer.states!;
  const surroundings = { folder: dirname(scene), env: process.env };
  const rows = { first: 1, last: 96 };
  const size = { width: 128, height: 96 };
  const request: RenderRequest = {
    program,
    scene,
    ...size,
    rows,
    format: '+FN',
    options: ['+A0.3', '+BS16'],
  };
  const transfer = await measured(request, surroundings.folder);
  if (transfer === null) return null;
  const run = { given: 'unknown', threads: null, imageMegabytes: null, env: {} } as const;
  const rendering = renderer.render({ ...request, run }, surroundings);
  const place = mkdtempSync(join(tmpdir(), 'td-render-'));
  const started = startWithState(rendering, place, states, AbortSignal.timeout(longestMs));
  const state = started.state!;
  const picture = await wholePicture(started.image);
  await started.finished;
  state.poll();
  const blocks = { layout: state.finished.layout, records: state.records, rows };
  const isKnown = states.transferTest(request, surroundings)!.appliesTo(rendering) && holdsRows(blocks);
  const lines = isKnown
    ? Array.from(linesOfBlocks(blocks, states, transfer.table), (line) => Buffer.from(line))
    : null;
  state.close();
  if (lines === null) return null;
  const made = Buffer.concat(lines);
  const different = made.reduce((sum, sample, i) => sum + (sample === picture.samples[i] ? 0 : 1), 0);
  return { samples: made.length, different };
}

test.each(scenes)('%s', { timeout: 60_000 }, async (name) => {
  const outcome = compare(join(folder, name));
  // Some of all scenes are too slow, or lack files.
  const found = asked === undefined ? await outcome : await outcome.catch(() => null);
  if (asked === undefined) expect(found).not.toBe(null);
  if (found === null) return;
  compared += 1;
  expect(found).toEqual({ samples: 128 * 96 * 3, different: 0 });
});
