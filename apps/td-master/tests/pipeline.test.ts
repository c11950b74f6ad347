import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Band } from '@task-distributor/band';
import {
  argv,
  binFolder,
  decode,
  runCommand,
  runShell,
  smallScene,
  temporaryJob,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;
let size: string[];

beforeEach(async () => {
  ({ folder, job } = temporaryJob());
  scene = await smallScene(folder);
  size = ['-n', '3', '-x', '64', '-y', '49'];
});

async function renderByMaster(): Promise<Buffer> {
  const other = join(folder, 'master-job');
  await mkdir(other);
  const output = join(folder, 'master.png');
  expect(
    (await runCommand('td-master', [...size, '-p', other, '--scene', scene, '-o', output])).exitCode,
  ).toBe(0);
  return decode(output);
}

test('four commands in a pipe give the same picture as td-master', async () => {
  const run = await runShell(
    `td-partition -n 3 -y 49 | td-dispatch -x 64 -y 49 -p job --scene ball.pov | td-wait -p job | td-compose -y 49 -o piped.png`,
    { cwd: folder },
  );
  expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect((await decode(join(folder, 'piped.png'))).equals(await renderByMaster())).toBe(true);
});

test('so do the four commands one after the other, with files between them', async () => {
  const run = await runShell(
    `set -e
     td-partition -n 3 -y 49 > bands
     td-dispatch -x 64 -y 49 -p job --scene ball.pov < bands > started
     td-wait -p job < started > finished
     td-compose -y 49 -o - -c -p job < finished > staged.png`,
    { cwd: folder },
  );
  expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(await readFile(join(folder, 'bands'), 'utf8')).toBe(
    '1\t17\t-\t-\t-\n18\t33\t-\t-\t-\n34\t49\t-\t-\t-\n',
  );
  const started = await readFile(join(folder, 'started'), 'utf8');
  expect(started.match(new RegExp(`\\t${hostname()}\\tstarted\\t`, 'g'))).toHaveLength(3);
  expect(started.match(/\tended\t-$/gm)).toHaveLength(3);
  const finished = (await readFile(join(folder, 'finished'), 'utf8'))
    .split('\n')
    .filter((line) => line.includes('\tdone\t'));
  expect(finished.sort((a, b) => Number.parseInt(a) - Number.parseInt(b))).toEqual(
    ['000001-000017', '000018-000033', '000034-000049'].map(
      (rows, i) =>
        `${[1, 18, 34][i]}\t${[17, 33, 49][i]}\t${hostname()}\tdone\t${join(folder, 'job', `rows-${rows}.png`)}`,
    ),
  );
  expect((await decode(join(folder, 'staged.png'))).equals(await renderByMaster())).toBe(true);
  expect(await readdir(job)).toEqual([]);
});

test('--json works between all commands', async () => {
  const run = await runShell(
    `td-partition -n 3 -y 49 --json | tee bands \\
       | td-dispatch -x 64 -y 49 -p job --scene ball.pov --json | tee started \\
       | td-wait -p job --json | tee finished \\
       | td-compose -y 49 -o piped.png`,
    { cwd: folder },
  );
  expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  for (const [name, state] of Object.entries({ bands: null, started: 'ended', finished: 'done' })) {
    const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
    const bands = lines.map((line) => JSON.parse(line) as Band).filter((band) => band.state === state);
    expect(bands.map(({ first, last }) => `${first}-${last}`).sort(), name).toEqual([
      '1-17',
      '18-33',
      '34-49',
    ]);
  }
  expect((await decode(join(folder, 'piped.png'))).equals(await renderByMaster())).toBe(true);
});

test('sh can run the output of td-master --print-pipeline', async () => {
  const strange = join(folder, `it's a "job" $HOME`);
  await mkdir(strange);
  const output = join(folder, 'a b.png');
  const args = [...size, '-p', strange, '--scene', scene, '-o', output, '-c', '--', '+A0.3', 'Declare=x=1'];
  const printed = await runCommand('td-master', ['--print-pipeline', ...args]);
  expect(printed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(printed.stdout).toMatch(
    /^td-partition .* \\\n {2}\| td-dispatch .* \\\n {2}\| td-wait .* \\\n {2}\| td-compose .*\n$/,
  );
  expect(await readdir(strange)).toEqual([]);
  await writeFile(join(folder, 'pipeline.sh'), printed.stdout);
  expect(await runShell('dash pipeline.sh', { cwd: folder })).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
  const piped = await decode(output);
  await rm(output);
  expect(await runCommand('td-master', args)).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await decode(output)).equals(piped)).toBe(true);
});

test('td-master --print-pipeline says where the commands are where they are not on PATH', async () => {
  const words = [join(binFolder, 'td-master'), '--print-pipeline', ...size, '-p', job, '--scene', scene];
  const printOn = async (path: string) =>
    (await execa(process.execPath, [...words, '-o', 'a.png'], { env: { PATH: path } })).stdout;
  expect((await printOn('/usr/bin:/bin')).split(' -n ')[0]).toBe(`PATH=${binFolder}:"$PATH"\ntd-partition`);
  expect(await printOn(`/usr/bin:/bin:${binFolder}`)).toMatch(/^td-partition /);
});

test("td-master prints exactly the original's lines", async () => {
  const output = join(folder, 'out.png');
  const words = argv`-n 2 -x 64 -y 48 -p ${job} --scene ${scene} -o ${output} -c`;
  const hosts = argv`--hosts pi110,pi111 --via local`;
  const { stdout, stderr } = await runCommand('td-master', [...words, ...hosts]);
  expect(stderr).toBe('');
  const lines = stdout.split('\n');
  expect(lines.filter((line) => !line.startsWith('Wait for '))).toEqual([
    `${job}/lockfile has been created.`,
    expect.stringMatching(/^pi110 \d{4}_\d\d_\d\d_\d\d:\d\d:\d\d 1-24$/),
    'pi110 has been finished.',
    expect.stringMatching(/^pi111 \d{4}_\d\d_\d\d_\d\d:\d\d:\d\d 25-48$/),
    'pi111 has been finished.',
    'Image parts have been composed.',
    `${job}/lockfile has been erased.`,
    'Image parts have been erased.',
    expect.stringMatching(/^Required time to process the 1st sequential part: {4}\d+\.\d{3}s$/),
    expect.stringMatching(/^Required time to process the parallel part: {10}\d+\.\d{3}s$/),
    expect.stringMatching(/^Required time to process the 2nd sequential part: {4}\d+\.\d{3}s$/),
    '',
  ]);
  const waiting = lines.filter((line) => line.startsWith('Wait for '));
  expect(waiting).toContain('Wait for pi110 in lockfile.');
  expect(waiting.filter((line) => !/^Wait for pi11[01] in lockfile\.$/.test(line))).toEqual([]);
  expect(await readdir(job)).toEqual([]);
});

test('with one node, the image is copied; without -c, lockfile and parts are kept', async () => {
  const output = join(folder, 'out.png');
  const { stdout } = await runCommand(
    'td-master',
    argv`-n 1 -x 64 -y 48 -p ${job} --scene ${scene} -o ${output}`,
  );
  expect(stdout).toContain('\nImage has been copied.\n');
  expect((await readdir(job)).sort()).toEqual([
    '.td-job.json',
    '.td-log.jsonl',
    'lockfile',
    'rows-000001-000048.png',
  ]);
});

test('POV-Ray finds files beside the scene, from any working folder', async () => {
  await writeFile(join(folder, 'colour.inc'), '#declare C = rgb <1, 0, 0>;\n');
  await writeFile(
    join(folder, 'inc.pov'),
    '#include "colour.inc"\ncamera { location -3*z look_at 0 } sphere { 0, 1 pigment { C } finish { ambient 1 } }\n',
  );
  const run = await runCommand(
    'td-master',
    [...size, '-p', job, '--scene', join(folder, 'inc.pov'), '-o', join(folder, 'inc.png')],
    { cwd: '/' },
  );
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
});
