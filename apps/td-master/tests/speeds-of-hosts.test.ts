import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, runCommand, temporaryFolder } from '@task-distributor/testing';
import { beforeEach, describe, expect, test } from 'vitest';

let folder: string;
let scene: string;
let path: string;
let env: Record<string, string>;

beforeEach(() => {
  folder = temporaryFolder();
  scene = join(folder, 'scene.pov');
  // Long enough to be estimated and measured.
  writeFileSync(
    scene,
    `#version 3.7; global_settings { assumed_gamma 1 } camera { location -3*z look_at 0 } light_source { <9, 9, -9> 1 }
    sphere { 0, 1 pigment { granite } finish { reflection 0.3 } } plane { y, -1 pigment { checker rgb 1, rgb 0 } }`,
  );
  path = join(folder, 'state/task-distributor/speeds.json');
  env = { TD_REMEMBER: 'yes', XDG_STATE_HOME: join(folder, 'state') };
});

const size = argv`-x 320 -y 240`;
const run = (words: readonly string[], more: Record<string, string> = {}) =>
  runCommand(
    'td-master',
    [
      ...size,
      ...argv`--hosts pi110,pi111 --via local --scene ${scene} -o ${join(folder, 'out.png')}`,
      ...words,
    ],
    { cwd: folder, env: { ...env, ...more } },
  );

function remember(speeds: Readonly<Record<string, number>>): void {
  mkdirSync(dirname(path), { recursive: true });
  const day = new Date().toISOString().slice(0, 10);
  const hosts = Object.entries(speeds).map(([name, speed]) => [name, { speed, seconds: 30, jobs: 3, day }]);
  writeFileSync(path, JSON.stringify({ hosts: Object.fromEntries(hosts) }));
}

async function lastRowOfFirstBand(...words: string[]): Promise<number> {
  const { stdout, stderr, exitCode } = await run(['--dry-run', ...words]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return Number(/\+ER(\d+)/.exec(stdout)![1]);
}

const anti = ['--', '+A0.1', '+R4'];

test('a job remembers how fast its hosts were', async () => {
  expect(await run(anti)).toMatchObject({ exitCode: 0, stderr: '' });
  const { hosts } = JSON.parse(readFileSync(path, 'utf8')) as { hosts: Record<string, { speed: number }> };
  expect(Object.keys(hosts).sort()).toEqual(['pi110', 'pi111']);
  for (const { speed } of Object.values(hosts)) expect(speed).toBeGreaterThan(0);
});

describe('if hosts are remembered as fast and slow', () => {
  beforeEach(() => remember({ pi110: 9, pi111: 1 }));

  test('the fast one gets more, and so it does in the pipeline', async () => {
    const { stdout } = await run(['--print-pipeline']);
    expect(stdout.match(/--weights 2\.\d+,0\.\d+/g)).toHaveLength(2);
    expect(await lastRowOfFirstBand()).toBeGreaterThan(180);
  });

  test.each([
    ['--no-remember', ['--no-remember']],
    ["the original's cut", ['--schedule', 'even']],
    ['weights of the user', ['--weights', '1,1']],
  ])('not with %s', async (_, words) => {
    expect(await lastRowOfFirstBand(...words)).toBe(120);
  });

  test('TD_REMEMBER=no leaves everything as it is', async () => {
    const before = readFileSync(path, 'utf8');
    expect(await run(anti, { TD_REMEMBER: 'no' })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});

test('a state folder that cannot be made does not matter', async () => {
  writeFileSync(join(folder, 'state'), '');
  expect(await run(anti)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(existsSync(path)).toBe(false);
});
