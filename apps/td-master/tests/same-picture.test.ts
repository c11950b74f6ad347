import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { colourMetadata, decode, runCommand, smallScene, temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';

const examples = '/usr/share/doc/povray/examples';

/** POV-Ray's example scenes; none of them uses randomness. */
const scenes = [
  'objects/blob.pov',
  'objects/superel2.pov',
  'textures/patterns/crackle_form.pov',
  'interior/ballbox1.pov',
  'advanced/woodbox.pov',
  'objects/bezier.pov',
].map((name) => join(examples, name));

const antialiasing = { none: [], 'method 1': ['+A0.3'], 'method 2': ['+A0.3', '+AM2'] };

/** Renders the uncut picture as a user would. */
async function renderUncut(
  folder: string,
  scene: string,
  width: number,
  height: number,
  options: readonly string[],
) {
  const path = join(folder, 'uncut.png');
  await execa('povray', [
    '+FN',
    ...options,
    `+L${join(scene, '..')}`,
    `+I${scene}`,
    `+W${width}`,
    `+H${height}`,
    '-D',
    `+O${path}`,
  ]);
  return { samples: await decode(path), metadata: await colourMetadata(path) };
}

async function renderCut(
  folder: string,
  scene: string,
  count: number,
  width: number,
  height: number,
  options: readonly string[],
) {
  const job = join(folder, `job-${count}`);
  await mkdir(job);
  const output = join(folder, `cut-${count}.png`);
  const size = ['-n', String(count), '-x', String(width), '-y', String(height)];
  const run = await runCommand('td-master', [
    ...size,
    '-p',
    job,
    '--scene',
    scene,
    '-o',
    output,
    '--jobs',
    '4',
    '-c',
    '--',
    ...options,
  ]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return { samples: await decode(output), metadata: await colourMetadata(output) };
}

describe.each(Object.entries(antialiasing))('anti-aliasing: %s', (_, options) => {
  test.each(scenes)('%s in three bands, with a height that is not divisible by three', async (scene) => {
    const folder = await temporaryFolder();
    const uncut = await renderUncut(folder, scene, 96, 73, options);
    const cut = await renderCut(folder, scene, 3, 96, 73, options);
    expect(cut.samples.equals(uncut.samples)).toBe(true);
    expect(cut.metadata).toEqual(uncut.metadata);
  });
});

describe.each([[[]], [['+FN16', '+A0.3']], [['+UA']], [['+UA', '+FN16', '+A0.3', '+BS16']]])(
  'with %j',
  (options) => {
    let uncut: Awaited<ReturnType<typeof renderUncut>>;
    beforeAll(async () => {
      const folder = await temporaryFolder();
      uncut = await renderUncut(folder, await smallScene(folder), 64, 101, options);
    });

    test.each([1, 2, 3, 7, 8])('%i bands give the uncut picture', async (count) => {
      const folder = await temporaryFolder();
      const cut = await renderCut(folder, await smallScene(folder), count, 64, 101, options);
      expect(cut.samples.equals(uncut.samples)).toBe(true);
      expect(cut.metadata).toEqual(uncut.metadata);
    });
  },
);

test('as many bands as rows', async () => {
  const folder = await temporaryFolder();
  const scene = await smallScene(folder);
  const uncut = await renderUncut(folder, scene, 40, 6, []);
  expect((await renderCut(folder, scene, 6, 40, 6, [])).samples.equals(uncut.samples)).toBe(true);
});

beforeAll(async () => {
  // Without the scenes, the comparison would be worthless.
  for (const scene of scenes) await execa('test', ['-s', scene]);
});
