import { readdir } from 'node:fs/promises';
import { fakeRenderer, temporaryFolder } from '@task-distributor/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { program } from '../cut-render.ts';
import { openSlowJob, type SlowJob } from '../slow-job.ts';
import { measured } from './measured.ts';

const rows = { first: 1, last: 121 };
let job: SlowJob;

afterEach(async () => {
  vi.unstubAllEnvs();
  await job.close();
});

async function measuredWith(
  options: readonly string[],
  script: string | null = null,
  scene: number | string = 1,
) {
  job = await openSlowJob(scene, rows, options);
  const own = script === null ? program : await fakeRenderer(temporaryFolder(), script);
  return measured({ ...job.request, program: own }, job.folder);
}

test('leaves nothing but what it has found out', async () => {
  expect(await measuredWith([])).not.toBe(null);
  const left = (await readdir(job.tmpdir)).filter((name) => !name.startsWith('td-test-'));
  expect(left).toEqual([expect.stringMatching(/^td-states-\d+$/)]);
  expect(await readdir(`${job.tmpdir}/${left[0]}`)).toEqual([
    expect.stringMatching(/^td-transfer-[0-9a-f]{32}\.json$/),
  ]);
});

test('finds the samples of sRGB', async () => {
  const { head, table } = (await measuredWith(['+A0.3', '+R4']))!;
  expect(head.chunks.map(({ type }) => type)).toEqual(['gAMA', 'sRGB', 'sBIT', 'tEXt', 'tEXt']);
  const half = 0x3f000000;
  expect(table.sampleOf(half)).toBe(188);
});

test.each([
  ['16 bits', ['+FN16']],
  ['alpha', ['+UA']],
  ['another curve', ['File_Gamma=1.0']],
  ['few bits', ['Bits_Per_Color=6']],
  ['grey', ['Grayscale_Output=on']],
  ['a header', ['+HIcolors.inc']],
  ['no warnings', ['+WL0']],
  ['ordered dithering', ['Dither=on', '+THB3']],
  ['a command', ['Post_Scene_Command=true']],
  ['a file of radiosity', ['+RFO', '+RFsamples.rad']],
])('is not known with %s', async (_, options) => {
  expect(await measuredWith(options)).toBe(null);
});

test.each([
  ['16 bits', `exec ${program} "$@" +FN16`],
  ['alpha', `exec ${program} "$@" +UA`],
  ['dithering', `exec ${program} "$@" Dither=on`],
])('is not known if a script around POV-Ray asks for %s', async (_, script) => {
  expect(await measuredWith([], script)).toBe(null);
});

test('is not known for a scene without assumed_gamma', async () => {
  const scene = '#version 3.7; sphere { 0, 1 }\n';
  expect(await measuredWith([], null, scene)).toBe(null);
});
