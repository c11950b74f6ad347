import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeRenderer, runCommand, runShell, temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';

const folder = temporaryFolder();

/** Nothing but sky in the upper half; below, each pixel asks for many lights. */
const bottom = join(folder, 'bottom.pov');
await writeFile(
  bottom,
  `#version 3.7;
global_settings { assumed_gamma 1 }
camera { location <0, 1, -4> look_at <0, 1, 0> }
#for (I, 1, 1500) light_source { <3, 9 + I / 900, -9>, 0.001 shadowless } #end
plane { y, -1 pigment { checker rgb 1, rgb <0.2, 0.3, 0.6> } }
`,
);

/** Hardly anything to see, and a lot to read. */
const parsed = join(folder, 'parsed.pov');
await writeFile(
  parsed,
  `#version 3.7;
global_settings { assumed_gamma 1 }
camera { location -4*z look_at 0 }
#declare S = 0;
#for (I, 1, 1000000) #declare S = S + sqrt(I); #end
light_source { <3, 9, -9>, 1 }
sphere { 0, 1 pigment { rgb 1 } }
`,
);

const probe = (scene: string, ...args: string[]) =>
  runCommand('td-probe', ['--scene', scene, '-x', '320', '-y', '240', ...args], { cwd: folder });

function stripsOf(stdout: string): { first: number; last: number; seconds: number }[] {
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [first, last, seconds] = line.split('\t').map(Number);
    return { first: first!, last: last!, seconds: seconds! };
  });
}

test('finds the rows that take longest, and td-partition reads what it prints', async () => {
  const { exitCode, stdout, stderr } = await probe(bottom, '-x', '1600', '-y', '1200');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const strips = stripsOf(stdout);
  expect(strips[0]!.first).toBe(1);
  expect(strips.at(-1)!.last).toBe(1_200);
  const sum = (rows: typeof strips): number => rows.reduce((total, { seconds }) => total + seconds, 0);
  const lower = sum(strips.filter(({ first }) => first > 600));
  expect(lower / sum(strips)).toBeGreaterThan(0.8);
  expect(stdout).not.toContain('parsing is most of it');

  await writeFile(join(folder, 'costs.txt'), stdout);
  const cut = await runCommand('td-partition', ['-n', '2', '-y', '1200', '--cost', 'costs.txt'], {
    cwd: folder,
  });
  const end = Number(cut.stdout.split('\t')[1]);
  expect(end).toBeGreaterThan(750);
});

test('notices a scene that takes longer to parse than to render', async () => {
  const { exitCode, stdout } = await probe(parsed);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^# in all .* s; each launch takes [\d.]+ s besides, above all for parsing$/m);
  expect(stdout).toContain('# parsing is most of it');
});

test('-o writes the small picture, and nothing is left', async () => {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const { exitCode } = await runCommand(
    'td-probe',
    ['--scene', bottom, '-x', '320', '-y', '240', '-o', 'small.png', '--', '+A0.3'],
    { cwd: folder, env: { TMPDIR: temporary } },
  );
  expect(exitCode).toBe(0);
  expect((await readFile(join(folder, 'small.png'))).subarray(1, 4).toString()).toBe('PNG');
  expect(await readdir(temporary)).toEqual([]);
});

test('a script around the renderer may write more to stdout than a pipe holds', async () => {
  const povray = await fakeRenderer(folder, 'yes "a message" | head -c 1000000; exec povray "$@"');
  const { exitCode, stdout, stderr } = await probe(bottom, '--povray', povray);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stripsOf(stdout).at(-1)!.last).toBe(240);
});

test('a machine that is too busy to look while POV-Ray renders gets an estimate, too', async () => {
  // td-probe is stopped while POV-Ray runs.
  const povray = await fakeRenderer(
    folder,
    `sleep 1; p=$PPID
until readlink /proc/$p/exe | grep -q node; do p=$(ps -o ppid= -p $p | tr -d ' '); done
kill -STOP $p; povray "$@"; code=$?; kill -CONT $p; exit $code`,
  );
  const { exitCode, stdout, stderr } = await probe(bottom, '--povray', povray);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stripsOf(stdout).at(-1)!.last).toBe(240);
});

test("-o reports the renderer's reason if it cannot write the picture", async () => {
  const dangling = 'for word; do case $word in +O*) ln -s nowhere/image "${word#+O}";; esac; done';
  const povray = await fakeRenderer(folder, `${dangling}; exec povray "$@"`);
  const run = await probe(bottom, '--povray', povray, '-o', 'unwritten.png');
  expect(run).toMatchObject({ exitCode: 1, stdout: '' });
  expect(run.stderr).toBe('td-probe: POV-Ray, bottom.pov: exit 1: Cannot open file.\n');
  expect(await readdir(folder)).not.toContain('unwritten.png');
});

test.each([
  ['sphere { 0, 1 finish { x } }', [], 1, /^td-probe: POV-Ray, wrong\.pov: exit 1: .*line 1.*\n$/],
  ['#include "nowhere.inc"', [], 1, /^td-probe: .*Cannot open include file nowhere\.inc.*\n$/],
  ['', ['--', '+SR5'], 2, /^td-probe: .*\+SR5.*\n$/],
  ['', ['--seconds', '0'], 2, /^td-probe: --seconds: Expected seconds above 0, got "0"/],
  ['', ['--povray', '/nowhere/povray'], 1, /^td-probe: .*\/nowhere\/povray.*\n$/],
  ['', ['-o', 'small.jpg'], 2, /^td-probe: -o: Expected a file whose name ends in \.png, got "small\.jpg"/],
  ['', ['-o', '-'], 2, /^td-probe: -o: Expected a file whose name ends in \.png, got "-"/],
  [
    'camera {}',
    ['-o', '/nowhere/small.png'],
    1,
    /^td-probe: cannot write \/nowhere\/small\.png: No such file/,
  ],
])('a scene of %j with %j fails with the reason', async (text, args, exitCode, message) => {
  await writeFile(join(folder, 'wrong.pov'), `#version 3.7; ${text}`);
  const run = await probe('wrong.pov', ...args);
  expect(run).toMatchObject({ exitCode, stdout: '' });
  expect(run.stderr).toMatch(message);
});

test('a scene that is not there fails with the reason', async () => {
  const run = await probe('nothere.pov');
  expect(run).toMatchObject({ exitCode: 1, stdout: '' });
  expect(run.stderr).toMatch(/^td-probe: nothere\.pov: cannot read the scene: No such file/);
});

test('a scene that is no regular file is refused, since it could be waited for without end', async () => {
  const run = await runShell('mkfifo pipe.pov; td-probe --scene pipe.pov -x 40 -y 30', { cwd: folder });
  expect(run).toMatchObject({ exitCode: 1, stdout: '' });
  expect(run.stderr).toBe('td-probe: pipe.pov: cannot read the scene: not a regular file\n');
  const job = '-n 1 -x 40 -y 30 -p job';
  const master = await runShell(`mkdir job; td-master ${job} --scene pipe.pov`, { cwd: folder });
  expect(master).toMatchObject({ exitCode: 1, stdout: '' });
  expect(master.stderr).toBe('td-master: pipe.pov: cannot read the scene: not a regular file\n');
});

test('in a pipeline, a probe that fails leaves one line for each command, and no band', async () => {
  const run = await runShell('td-probe --scene nothere.pov -x 40 -y 30 | td-partition -n 2 -y 30 --cost -', {
    cwd: folder,
  });
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain(
    'td-partition: --cost: stdin: Expected lines of first row, last row and seconds, got none',
  );
});

test('gives way to whatever else the machine does', async () => {
  const povray = await fakeRenderer(
    folder,
    `tries=0; while [ "$(nice)" -lt 19 ] && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
nice >'${folder}/priority'; exec povray "$@"`,
    'povray-that-waits',
  );
  const { exitCode, stderr } = await probe(bottom, `--povray=${povray}`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect((await readFile(join(folder, 'priority'), 'utf8')).trim()).toBe('19');
});
