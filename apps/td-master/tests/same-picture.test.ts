import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  argv,
  colourMetadata,
  decode,
  runCommand,
  samplesOf,
  smallScene,
  temporaryFolder,
} from '@task-distributor/testing';
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

interface Size {
  readonly width: number;
  readonly height: number;
}

/** One uncut render, as a user would make it. */
async function renderUncut(
  folder: string,
  scene: string,
  { width, height }: Size,
  options: readonly string[],
) {
  const path = join(folder, 'uncut.png');
  const words = argv`+FN ${options} +L${dirname(scene)} +I${scene} +W${width} +H${height} -D +O${path}`;
  await execa('povray', words);
  await expectTelling(path);
  return readImage(path);
}

/** A comparison with a picture of which many rows are alike, a black one for example, says nothing. */
async function expectTelling(path: string): Promise<void> {
  const { rows } = await samplesOf(path);
  const changes = rows.filter((row, i) => i > 0 && !row.equals(rows[i - 1]!)).length;
  expect(changes, `rows of ${path} that differ from the one above`).toBeGreaterThan(rows.length / 2);
}

async function renderCut(
  folder: string,
  scene: string,
  count: number,
  { width, height }: Size,
  options: readonly string[],
) {
  const job = join(folder, `job-${count}`);
  await mkdir(job);
  const output = join(folder, `cut-${count}.png`);
  const words = argv`-n ${count} -x ${width} -y ${height} -p ${job} --scene ${scene} -o ${output} --jobs 4 -c`;
  const run = await runCommand('td-master', [...words, '--', ...options]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return readImage(output);
}

async function readImage(path: string) {
  const metadata = await colourMetadata(path);
  expect(metadata).not.toEqual([]);
  return { samples: await decode(path), metadata };
}

describe.each(Object.entries(antialiasing))('anti-aliasing: %s', (_, options) => {
  test.each(scenes)('%s in three bands with a height that is not divisible by three', async (scene) => {
    const folder = temporaryFolder();
    const uncut = await renderUncut(folder, scene, { width: 96, height: 73 }, options);
    const cut = await renderCut(folder, scene, 3, { width: 96, height: 73 }, options);
    expect(cut.samples.equals(uncut.samples)).toBe(true);
    expect(cut.metadata).toEqual(uncut.metadata);
  });
});

describe.each([[[]], [['+FN16', '+A0.3']], [['+UA']], [['+UA', '+FN16', '+A0.3', '+BS16']]])(
  'with %j',
  (options) => {
    const size = { width: 64, height: 101 };
    let uncut: Awaited<ReturnType<typeof renderUncut>>;
    beforeAll(async () => {
      const folder = temporaryFolder();
      uncut = await renderUncut(folder, await smallScene(folder), size, options);
    });

    test.each([1, 2, 3, 7, 8])('%i bands give the uncut picture', async (count) => {
      const folder = temporaryFolder();
      const cut = await renderCut(folder, await smallScene(folder), count, size, options);
      expect(cut.samples.equals(uncut.samples)).toBe(true);
      expect(cut.metadata).toEqual(uncut.metadata);
    });
  },
);

test('as many bands as rows', async () => {
  const folder = temporaryFolder();
  const scene = await smallScene(folder);
  const size = { width: 40, height: 6 };
  const uncut = await renderUncut(folder, scene, size, []);
  expect((await renderCut(folder, scene, 6, size, [])).samples.equals(uncut.samples)).toBe(true);
});

test('a black picture does not pass for one', async () => {
  const folder = temporaryFolder();
  const scene = join(folder, 'black.pov');
  await writeFile(scene, 'camera { location -3*z look_at 0 } sphere { 0, 1 }\n');
  await expect(renderUncut(folder, scene, { width: 40, height: 30 }, [])).rejects.toThrow(
    /differ from the one above/,
  );
});
