import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { argv, decode, runCommand, smallScene, temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

const scenes = resolve(import.meta.dirname, '../../../tools/exactness/causes');

describe('warns of', () => {
  test.each([
    ['crand', 'crand.pov', 6],
    ['a jittered area light', 'jittered-area-light.pov', 4],
    ['jitter in a rainbow', 'rainbow.pov', 7],
    ['random samples in media', 'media.pov', 6],
    ['subsurface light transport', 'subsurface.pov', 6],
    ['radiosity', 'radiosity.pov', 2],
  ])('%s, and the picture is another one', { timeout: 60_000 }, async (cause, name, line) => {
    const folder = temporaryFolder();
    const scene = join(scenes, name);
    const { stderr } = await renderCut(folder, scene, 3, ['+WT1']);
    expect(stderr).toBe(warning(cause, scene, line));
    const uncut = await renderUncut(folder, scene);
    expect((await decode(join(folder, 'cut.png'))).equals(uncut)).toBe(false);
  });

  test.each([
    ['photons', 'photons.pov', 2],
    ['an area light', 'area-light.pov', 4],
    ['a polynomial surface', 'polynomial.pov', 7],
    ['julia_fractal', 'julia-fractal.pov', 6],
  ])('%s only with several threads', { timeout: 60_000 }, async (cause, name, line) => {
    const folder = temporaryFolder();
    const scene = join(scenes, name);
    const { stderr } = await renderCut(folder, scene, 3, ['+WT1']);
    expect(stderr).toBe('');
    expect((await decode(join(folder, 'cut.png'))).equals(await renderUncut(folder, scene))).toBe(true);
    expect((await renderCut(temporaryFolder(), scene, 3, [])).stderr).toBe(warning(cause, scene, line));
  });
});

test('does not warn of one band, or if the option switches it off', async () => {
  const scene = join(scenes, 'radiosity.pov');
  expect((await renderCut(temporaryFolder(), scene, 1, [])).stderr).toBe('');
  expect((await renderCut(temporaryFolder(), scene, 2, ['+Q5'])).stderr).toBe('');
});

test('names the include, relative to the working folder', async () => {
  const folder = temporaryFolder();
  const scene = await smallScene(folder);
  await writeFile(join(folder, 'a.inc'), '\nplane { z, 9 finish { crand 0.1 } }\n');
  await writeFile(scene, `${readFileSync(scene, 'utf8')}\n#include "a.inc"\n`);
  const words = argv`-n 2 -x 16 -y 16 -p job --scene ${scene} -o cut.png`;
  const { exitCode, stderr } = await runCommand('td-master', words, { cwd: folder });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: warning('crand', 'a.inc', 2) });
});

test('td-dispatch and td-worker by hand warn, a worker of a job does not', async () => {
  const folder = temporaryFolder();
  const scene = join(scenes, 'crand.pov');
  const bands = '1\t8\t-\t-\t-\n9\t16\t-\t-\t-\n';
  const words = argv`-x 16 -y 16 -p job --scene ${scene}`;
  const dispatched = await runCommand('td-dispatch', words, { cwd: folder, input: bands });
  expect(dispatched.stderr).toBe(warning('crand', scene, 6, 'td-dispatch'));
  const byHand = argv`-x 16 -y 16 -p by-hand --scene ${scene} --rows 1-8`;
  const worked = await runCommand('td-worker', byHand, { cwd: folder });
  expect(worked.stderr).toBe(warning('crand', scene, 6, 'td-worker'));
});

function warning(cause: string, file: string, line: number, command = 'td-master'): string {
  return `${command}: bands can differ from the uncut image, because of ${cause} (${file}, line ${line}); see docs/exactness.md\n`;
}

async function renderCut(folder: string, scene: string, count: number, options: readonly string[]) {
  const output = join(folder, 'cut.png');
  const words = argv`-n ${count} -x ${80} -y ${70} -p ${join(folder, 'job')} --scene ${scene} -o ${output}`;
  const run = await runCommand('td-master', [...words, '--', ...options]);
  expect(run.exitCode).toBe(0);
  return run;
}

async function renderUncut(folder: string, scene: string): Promise<Buffer> {
  const output = join(folder, 'uncut.png');
  await execa('povray', argv`+FN +WT1 +I${scene} +W${80} +H${70} -D +O${output}`);
  return decode(output);
}
