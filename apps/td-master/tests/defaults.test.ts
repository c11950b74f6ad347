import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  argv,
  runCommand,
  runShell,
  samplesOf,
  smallScene,
  temporaryFolder,
} from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { defaultRenderer } from '@task-distributor/render';

let folder: string;

beforeEach(async () => {
  folder = temporaryFolder();
  await smallScene(folder);
});

const job = argv`-n 2 -x 40 -y 30 -p job -o out.png`;
const master = (...more: string[]) => runCommand('td-master', [...job, ...more], { cwd: folder });

test('names the scene that is rendered without --scene, and only then', async () => {
  const { exitCode, stderr } = await master('-c');
  const original = defaultRenderer.scenes.original!;
  const scene = existsSync(original) ? original : String.raw`\S+/examples/spheres.pov`;
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringMatching(new RegExp(`^td-master: no --scene: rendering ${scene}\n$`)) as string,
  });
  expect(await master('-c', '--scene', 'ball.pov')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await master('--print-pipeline')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('creates the job folder, in a pipeline too', async () => {
  expect(await master('--scene', 'ball.pov')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(join(folder, 'job'))).toContain('rows-000001-000015.png');
  const pipeline = await master('--print-pipeline', '--scene', 'ball.pov', '-p', 'other');
  const piped = await runShell(pipeline.stdout.replace('out.png', 'piped.png'), { cwd: folder });
  expect(piped).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(await samplesOf(join(folder, 'piped.png'))).toEqual(await samplesOf(join(folder, 'out.png')));
});

test('--povray names the program for all workers, in a pipeline too', async () => {
  const program = join(folder, 'my povray');
  await writeFile(program, `#!/bin/sh\necho run >> '${folder}/runs'\nexec povray "$@"\n`);
  await chmod(program, 0o755);
  const runs = async () => (await readFile(join(folder, 'runs'), 'utf8')).trim().split('\n').length;
  const words = ['--scene', 'ball.pov', '-c', '--povray', program];
  expect(await master(...words)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runs()).toBe(2);
  const pipeline = await master('--print-pipeline', ...words);
  expect(await runShell(pipeline.stdout, { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runs()).toBe(4);
});

test.each([
  ['+A0.3', 'Expected no operand, got "+A0.3": did you mean -- +A0.3?'],
  [
    '-o=p.png',
    '-o: Expected no =, got -o=p.png: did you mean -o p.png? (if the value begins with =: -o =p.png)',
  ],
])('%s is wrong usage, and nothing is written', async (word, message) => {
  const stderr = `td-master: ${message} (see td-master --help)\n`;
  expect(await master('--scene', 'ball.pov', word)).toEqual({ exitCode: 2, stdout: '', stderr });
  expect(await readdir(folder)).toEqual(['ball.pov']);
});
