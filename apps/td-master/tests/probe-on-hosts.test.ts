import { mkdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  endlessScene,
  processesWith,
  runCommand,
  runShell,
  startCommand,
  temporaryFolder,
} from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { useHosts } from './hosts.ts';

const { folder, env, worker, refuse } = useHosts(['pi1', 'pi2']);
const own = temporaryFolder();
const temporary = join(own, 'tmp');
mkdirSync(temporary);

/** Nothing but sky in the upper half; below, each pixel asks for many lights. */
const scene = join(own, 'bottom.pov');
await writeFile(
  scene,
  `#version 3.7;
global_settings { assumed_gamma 1 }
camera { location <0, 1, -4> look_at <0, 1, 0> }
#for (I, 1, 1500) light_source { <3, 9 + I / 900, -9>, 0.001 shadowless } #end
plane { y, -1 pigment { checker rgb 1, rgb <0.2, 0.3, 0.6> } }
`,
);

const words = ['--scene', scene, '-x', '800', '-y', '600'];
const probe = (...args: string[]) =>
  runCommand('td-probe', [...words, ...args], { cwd: own, env: { ...env, TMPDIR: temporary } });
const overSsh = ['--hosts', 'pi1,pi2', '--worker', worker];
const locally = ['--hosts', 'a,b', '--via', 'local'];

function stripsOf(stdout: string): { first: number; last: number; seconds: number }[] {
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [first, last, seconds] = line.split('\t').map(Number);
    return { first: first!, last: last!, seconds: seconds! };
  });
}

test.each(['ssh', 'openssh'])(
  'hosts share the picture, and their speeds are compared: --via %s',
  async (via) => {
    const { exitCode, stdout, stderr } = await probe(
      ...overSsh,
      '--via',
      via,
      '-o',
      'small.png',
      '--',
      '+A0.3',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^# seconds of one processor of pi1 for strips of 800x600, estimated from \d+x\d+ on 2 hosts\n# weight pi1 1\n# weight pi2 [\d.]+\n/,
    );
    const strips = stripsOf(stdout);
    strips.forEach(({ first }, i) => expect(first).toBe((strips[i - 1]?.last ?? 0) + 1));
    expect(strips.at(-1)!.last).toBe(600);
    const sum = (rows: typeof strips): number => rows.reduce((total, { seconds }) => total + seconds, 0);
    expect(sum(strips.filter(({ first }) => first > 300)) / sum(strips)).toBeGreaterThan(0.8);

    await writeFile(join(own, 'costs.txt'), stdout);
    const cut = await runCommand('td-partition', ['-n', '2', '-y', '600', '--cost', 'costs.txt'], {
      cwd: own,
    });
    expect(Number(cut.stdout.split('\t')[1])).toBeGreaterThan(375);

    const [, width, height] = /from (\d+)x(\d+)/.exec(stdout)!;
    const block = Math.max(4, Math.floor(Number(height) / 32));
    const povray = `povray +I${scene} +W${width} +H${height} +A0.3 +BS${block} -D +Owhole.png`;
    const same = await runShell(
      `${povray} 2>&1 >/dev/null; compare -metric AE whole.png small.png null: 2>&1`,
      {
        cwd: own,
      },
    );
    expect(same.stdout.split('\n').at(-1)).toBe('0');
    expect(await readdir(temporary)).toEqual([]);
  },
);

test('a host that cannot be reached is left out, with one line', async () => {
  const run = await probe('--hosts', 'pi1,nowhere.invalid', '--worker', worker);
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(/^td-probe: nowhere\.invalid: .*; the probe goes on without it\n$/);
  expect(run.stdout).toContain(' on 1 host\n');
  expect(stripsOf(run.stdout).at(-1)!.last).toBe(600);
});

test('what a host fails to render, another one renders, with one line', async () => {
  await writeFile(
    join(own, 'failing'),
    `case " $* " in *' --rows 1-'*) exec td-worker "$@" ;; esac
mkdir ${own}/failed 2>/dev/null || exec td-worker "$@"
echo 'td-worker: no more colours' >&2
exit 1
`,
  );
  const larger = ['-x', '1600', '-y', '1200'];
  const run = await probe(...locally, ...larger, '--worker', `sh ${own}/failing`, '-o', 'retried.png');
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(
    /^td-probe: ([ab]): no more colours; ([ab]) renders rows \d+-\d+ of the small picture instead\n$/,
  );
  expect(stripsOf(run.stdout).at(-1)!.last).toBe(1_200);
  expect((await readFile(join(own, 'retried.png'))).subarray(1, 4).toString()).toBe('PNG');
});

test('if all hosts fail, the reason is given once', async () => {
  await writeFile(join(own, 'wrong.pov'), '#version 3.7; sphere { 0, 1 finish { x } }');
  const wrong = await probe(...locally, '--scene', 'wrong.pov');
  expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
  expect(wrong.stderr).toMatch(/^td-probe: all 2 hosts: POV-Ray, wrong\.pov: exit 1: .*line 1.*\n$/);

  const missing = await probe('--hosts', 'pi1', '--worker', '/nowhere/td-worker');
  expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
  expect(missing.stderr).toMatch(
    /^td-probe: pi1: .*\/nowhere\/td-worker.*; try: ssh pi1 \/nowhere\/td-worker --version\n$/,
  );

  refuse(true);
  const refused = await probe(...overSsh);
  refuse(false);
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^td-probe: pi1: .*; pi2: .*\n$/);
});

test('a worker that says something else is no td-worker', async () => {
  for (const [worker, got] of [
    ['echo hello; true', '"hello"'],
    ['true', 'nothing'],
  ] as const) {
    const run = await probe('--hosts', 'a', '--via', 'local', '--worker', worker);
    expect(run).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `td-probe: a: "${worker}" is no td-worker of this version: Expected costs of rows, got ${got}; give --worker COMMAND, the command line of td-worker on the hosts\n`,
    });
  }
});

test.each([
  [['--worker', '/opt/worker.sh'], '--worker: Expected a command line of td-worker, got "/opt/worker.sh"'],
  [['--', '+SR5'], '+SR5'],
  [['-o', 'small.jpg'], '-o: Expected a file whose name ends in .png'],
  [['--hosts', 'a,a'], 'a is in the list twice'],
])('%j is refused', async (args, message) => {
  const run = await probe(...locally, ...args);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain(message);
});

test('an interrupted probe leaves nothing on the hosts', async () => {
  const endless = await endlessScene(own);
  const run = startCommand('td-probe', [...words, ...overSsh, '--scene', endless], {
    cwd: own,
    env: { ...env, TMPDIR: temporary },
  });
  await expect.poll(() => processesWith(`+I${endless}`), { timeout: 20_000 }).toHaveLength(2);
  run.kill('SIGINT');
  expect((await run).exitCode).toBe(130);
  await expect.poll(() => processesWith(endless), { timeout: 10_000 }).toEqual([]);
});

test('td-master probes this machine, and so does its pipeline', async () => {
  const job = [...words, '-p', join(folder, 'job'), '--schedule', 'cost', ...overSsh, '--via', 'ssh'];
  const printed = await runCommand('td-master', [...job, '--print-pipeline'], { env: { TD_VIA: 'openssh' } });
  const line = printed.stdout.split('\n').find((text) => text.startsWith('td-probe '));
  expect(line).toBe(`td-probe -x 800 -y 600 --scene ${scene} \\`);
});
