import { execa } from 'execa';
import fc from 'fast-check';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError, limitConcurrency, type Rows, TdError } from '@task-distributor/band';
import { cropPng } from '@task-distributor/imaging';
import { rendererFor } from '@task-distributor/render';
import { decode, temporaryFolder } from '@task-distributor/testing';
import { renderPlan } from '../../src/agent/render-plan.ts';
import { renderRows } from '../../src/agent/render-rows.ts';
import { type AnyOptions, anyOptions } from './any-options.ts';

const width = 70;
const height = 61;
const bands: readonly Rows[] = [
  { first: 1, last: 23 },
  { first: 24, last: 61 },
];
const povray = rendererFor('any.pov');
const program = povray.host.find(undefined, process.env);
const folder = temporaryFolder();
const scene = join(folder, 'scene.pov');
writeFileSync(
  scene,
  `camera { location <0,2,-5> look_at 0 right x*${width}/${height} }
   light_source { <3,9,-9>, 1 }
   plane { y, -1 pigment { checker rgb 0.2, rgb <0.9,0.8,0.1> scale 0.3 } }
   sphere { 0, 1 pigment { rgb <1,0.3,0.2> } finish { reflection 0.3 phong 0.8 } }\n`,
);

const elsewhere = { pathOnHost: (path: string) => path, defaultOptions: null };

/** refused: before anything was started; failed: POV-Ray cannot render the whole image with these options either. */
type Outcome = 'exact' | 'refused' | 'failed' | 'wrong';

test(
  'random options and INI files are refused, or give the pixels of the uncut render',
  { timeout: 600_000 },
  async () => {
    const cases = fc.sample(anyOptions, { numRuns: Number(process.env['TD_CASES'] ?? 300), ...seed() });
    const limit = limitConcurrency(6);
    const outcomes = await Promise.all(cases.map((options, i) => limit(() => outcomeOf(options, i))));
    if (process.env['TD_SHOW'])
      console.log(
        ['exact', 'refused', 'failed', 'wrong']
          .map((kind) => `${kind} ${outcomes.filter((outcome) => outcome === kind).length}`)
          .join(', '),
      );
    const wrong = cases.filter((_, i) => outcomes[i] === 'wrong');
    expect(wrong).toEqual([]);
    // Something of each kind, so that the test shows what it says.
    expect(outcomes.filter((outcome) => outcome === 'exact').length).toBeGreaterThan(cases.length / 5);
    expect(outcomes.filter((outcome) => outcome === 'refused').length).toBeGreaterThan(cases.length / 10);
  },
);

function seed(): { seed?: number } {
  const text = process.env['TD_SEED'];
  return text === undefined ? {} : { seed: Number(text) };
}

async function outcomeOf({ words, files }: AnyOptions, number: number): Promise<Outcome> {
  const place = join(folder, `case-${number}`);
  mkdirSync(join(place, 'inc'), { recursive: true });
  for (const [name, text] of Object.entries(files)) if (text !== '') writeFileSync(join(place, name), text);
  if (isRefused(words, place)) return 'refused';
  const whole = await renderWhole(words, place);
  try {
    const parts: Buffer[] = [];
    for (const rows of bands) parts.push(await renderPart(place, rows, words, number % 2 === 0));
    return whole !== null && samplesOf(whole).equals(Buffer.concat(parts.map(samplesOf))) ? 'exact' : 'wrong';
  } catch (error) {
    if (error instanceof TdError && whole === null) return 'failed';
    if (error instanceof TdError) return 'wrong';
    throw error;
  }
}

function isRefused(words: readonly string[], place: string): boolean {
  const surroundings = { folder: place, env: process.env };
  try {
    povray.refuse({ scene, options: words }, surroundings, true);
    return povray.cuts.whyNot(words, surroundings) !== null;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
}

/** The uncut image, as a user would render it in that folder; null where POV-Ray fails. */
async function renderWhole(words: readonly string[], place: string): Promise<Buffer | null> {
  const path = join(place, 'uncut.png');
  const size = [`+W${width}`, `+H${height}`, '+SC1', `+EC${width}`, '+SR1', `+ER${height}`];
  // To stdout: as one frame of an animation the file would have another name.
  const ends = ['+FN', '+SP1', '+EP1', '-D', '-P', '-C', '+O-'];
  const args = ['+FN', ...words, `+L${folder}`, `+I${scene}`, ...size, ...ends];
  const run = await execa(program, args, { cwd: place, reject: false, encoding: 'buffer' });
  if (run.exitCode !== 0) return null;
  await writeFile(path, run.stdout);
  return decode(path).catch(() => null);
}

/** @param isElsewhere as a host does that has the files of this machine in other places; here, all of them stay where they are */
async function renderPart(
  place: string,
  rows: Rows,
  words: readonly string[],
  isElsewhere: boolean,
): Promise<Buffer> {
  const run = {
    given: null,
    threads: null,
    imageMegabytes: null,
    env: {},
    ...(isElsewhere ? { elsewhere } : {}),
  };
  const request = { program, scene, width, height, rows, format: '+FN', options: words, run };
  const plan = renderPlan(povray, request, { folder: place, env: process.env });
  const render = renderRows(plan, () => undefined, AbortSignal.timeout(60_000));
  const path = join(place, `${rows.first}.png`);
  const sink = createWriteStream(path);
  await cropPng((await render.ready).image, sink, { rows });
  await new Promise((resolve) => sink.end(resolve));
  await render.finished;
  return decode(path);
}

/** What follows the header of a PAM. */
function samplesOf(picture: Buffer): Buffer {
  return picture.subarray(picture.indexOf('ENDHDR\n') + 7);
}
