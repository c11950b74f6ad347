import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  argv,
  decode,
  runCommand,
  slowScene,
  smallScene,
  startCommand,
  temporaryFolder,
  temporaryJob,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useBareHosts } from './bare-hosts.ts';

const hosts = useBareHosts(['pi1', 'pi2', 'pi3']);
const { env, scenes } = hosts;
const size = { width: 96, height: 80 };
const idle = () => expect.poll(() => hosts.running(''), { timeout: 8_000 }).toEqual([]);
let job: string;
let scene: string;
let slow: string;
let slower: string;

beforeAll(async () => {
  scene = await richScene();
  slow = await slowScene(scenes, 'slow.pov', 3_000);
  slower = await slowScene(scenes, 'slower.pov', 10_000);
});

beforeEach(() => {
  ({ job } = temporaryJob());
});

/** A scene that reads files in other folders. */
async function richScene(): Promise<string> {
  const [parts, maps] = [join(scenes, 'my parts'), join(scenes, 'maps')];
  for (const folder of [parts, maps]) mkdirSync(folder);
  const map = ['+W8', '+H8', '+Omap.png', '-D'];
  const ball = await smallScene(maps);
  await execa('povray', [`+I${ball}`, ...map], { cwd: maps });
  writeFileSync(join(parts, 'ball.inc'), '#include "more.inc"\nsphere { 0, 1 texture { Map } }\n');
  writeFileSync(
    join(scenes, 'more.inc'),
    '#declare Map = texture { pigment { image_map { png "maps/map.png" } rotate 20*y } };\n',
  );
  const path = join(scenes, 'rich.pov');
  writeFileSync(
    path,
    `#version 3.7; global_settings { assumed_gamma 1 }
#include "colors.inc"
camera { location <0, 1, -4> look_at 0 }
light_source { <3, 9, -9>, White }
plane { y, -1 pigment { checker Red, Green } }
#include "my parts/ball.inc"
`,
  );
  return path;
}

const words = (path: string, more: readonly string[] = [], options: readonly string[] = []): string[] => [
  ...argv`-x ${size.width} -y ${size.height} -p ${job} --scene ${path} -o ${job}/out.png --worker bare`,
  ...argv`--hosts pi1,pi2,pi3 --joblog ${job}/log`,
  ...more,
  '--',
  ...options,
];

/** What POV-Ray makes of it in one piece, here. */
async function uncut(path: string, options: readonly string[] = []): Promise<Buffer> {
  const output = join(temporaryFolder(), 'uncut.png');
  const words = [`+I${path}`, `+O${output}`, `+W${size.width}`, `+H${size.height}`, '-D', ...options];
  await execa('povray', words, { cwd: scenes });
  return decode(output);
}

async function expectPicture(path: string, options: readonly string[] = []): Promise<void> {
  expect((await decode(join(job, 'out.png'))).equals(await uncut(path, options))).toBe(true);
}

const logged = (): { host: string; band: string; exit: number; reason: string | null; split?: unknown }[] =>
  readFileSync(join(job, 'log'), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{"band"'))
    .map((line) => JSON.parse(line) as ReturnType<typeof logged>[number]);

describe('the pixels are those of one POV-Ray', () => {
  test.each([
    [[]],
    [['+A0.3']],
    [['+A0.3', '+AM2', '+R2']],
    [['+FN16']],
    [['+UA']],
    [['+WT2', '+BS8']],
    [['+FN16', '+UA', '+A0.1', '+BS16']],
  ])('%j', async (options) => {
    const run = await runCommand('td-master', words(scene, [], options), { env });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    await expectPicture(scene, options);
    await idle();
    const runs = join(hosts.temporary, `td-runs-${process.getuid!()}`);
    expect(readdirSync(runs)).toEqual([]);
  });

  test('without a state file: one host, radiosity', async () => {
    const path = join(scenes, 'radiosity.pov');
    writeFileSync(
      path,
      `#version 3.7; global_settings { assumed_gamma 1 radiosity { count 20 } }
camera { location -4*z } sphere { 0, 1 pigment { rgb 1 } } plane { y, -1 pigment { rgb 1 } } sky_sphere { pigment { rgb 0.5 } }
`,
    );
    // Its pixels depend on the number of threads.
    const run = await runCommand('td-master', words(path, argv`--hosts pi1 -n 1`, ['+WT1']), { env });
    expect(run.exitCode, run.stderr).toBe(0);
    await expectPicture(path, ['+WT1']);
  });

  test('with --worker auto, and no job folder', async () => {
    const output = join(job, 'out.png');
    const given = argv`-x ${size.width} -y ${size.height} --scene ${scene} -o ${output} --hosts pi1,pi2`;
    const run = await runCommand('td-master', given, { env });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    await expectPicture(scene);
  });
});

describe('what is wrong is named', () => {
  test('an error in the scene', async () => {
    const path = join(scenes, 'wrong.pov');
    writeFileSync(path, 'sphere { 0, 1\n  wrong\n}\n');
    const run = await runCommand('td-master', words(path), { env });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/wrong\.pov.*line 2|line: 2|wrong\.pov:2/i);
  });

  test('a file that cannot be found, with --send', async () => {
    const path = join(scenes, 'computed.pov');
    writeFileSync(path, '#declare N = concat("hid", "den.inc");\n#include N\nsphere { 0, 1 }\n');
    writeFileSync(join(scenes, 'hidden.inc'), 'camera { location -4*z }\n');
    const run = await runCommand('td-master', words(path), { env });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/hidden\.inc[^]*--send/);
    const again = await runCommand('td-master', words(path, argv`-f --send ${scenes}/hidden.inc`), { env });
    expect(again.exitCode, again.stderr).toBe(0);
  });

  test('no POV-Ray on the hosts', async () => {
    const run = await runCommand('td-master', words(scene, argv`--povray /nonexistent/povray`), { env });
    expect(run.exitCode).not.toBe(0);
    expect(run.stderr).toMatch(/\/nonexistent\/povray/);
  });
});

describe('a job that is disturbed', () => {
  /** POV-Ray's process ids, once there are so many. */
  const povrays = async (count: number): Promise<number[]> => {
    let found: number[] = [];
    const look = async () => (found = (await hosts.running(`povray +`)).map(({ pid }) => pid)).length;
    await expect.poll(look, { timeout: 15_000, interval: 20 }).toBeGreaterThanOrEqual(count);
    return found;
  };
  const one = ['+BS8', '+WT1'];

  test('kill -9 of POV-Ray: the next attempt goes on', async () => {
    const master = startCommand('td-master', words(slower, argv`--hosts pi1 -n 1`, one), { env });
    const [pid] = await povrays(1);
    const runs = join(hosts.temporary, `td-runs-${process.getuid!()}`);
    const rendered = () => {
      const [key = 'none'] = readdirSync(runs);
      const state = join(runs, key, 'run/td-image.pov-state');
      return existsSync(state) ? statSync(state).size : 0;
    };
    await expect.poll(rendered, { timeout: 20_000, interval: 20 }).toBeGreaterThan(3_000);
    const before = rendered();
    process.kill(pid!, 'SIGKILL');
    await expect.poll(rendered, { interval: 5 }).not.toBe(before);
    await expect.poll(rendered, { interval: 5 }).not.toBe(0);
    // It has not been able to render that much anew.
    expect(rendered()).toBeGreaterThanOrEqual(before);
    const { exitCode, stderr } = await master;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(/attempt 1 of 3 failed: .*killed by SIGKILL\n$/) as string,
    });
    await expectPicture(slower, one);
    await idle();
  });

  test('Ctrl-C leaves nothing running, and --resume goes on', async () => {
    const master = startCommand('td-master', words(slow, [], ['+BS8', '+WT1']), { env });
    await povrays(3);
    master.kill('SIGINT');
    expect((await master).exitCode).toBe(130);
    await idle();
    const run = await runCommand('td-master', words(slow, ['--resume'], ['+BS8', '+WT1']), { env });
    expect(run.exitCode, run.stderr).toBe(0);
    await expectPicture(slow, ['+BS8', '+WT1']);
  });

  test('kill -9 of the master leaves nothing running', async () => {
    const master = startCommand('td-master', words(slow, [], ['+BS8', '+WT1']), { env });
    await povrays(3);
    master.kill('SIGKILL');
    await master;
    await idle();
    const run = await runCommand('td-master', words(slow, ['--resume'], ['+BS8', '+WT1']), { env });
    expect(run.exitCode, run.stderr).toBe(0);
    await expectPicture(slow, ['+BS8', '+WT1']);
  });

  test('bands are cut short, and lent', { timeout: 180_000 }, async () => {
    const run = await runCommand('td-master', words(slower, argv`-n 1`, ['+BS8', '+WT1', '+A0.3']), { env });
    expect(run.exitCode, run.stderr).toBe(0);
    await expectPicture(slower, ['+BS8', '+WT1', '+A0.3']);
    expect(new Set(logged().map(({ band }) => band)).size).toBeGreaterThan(1);
    await idle();
  });
});
