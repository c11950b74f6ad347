import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  argv,
  binFolder,
  decode,
  runCommand,
  runShell,
  smallScene,
  temporaryFolder,
} from '@task-distributor/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { useBareHosts } from './bare-hosts.ts';
import { useHosts } from './hosts.ts';

let folder: string;
let scene: string;
/** Everything that the command could write to without having been told where. */
let env: Record<string, string>;

beforeEach(async () => {
  folder = temporaryFolder();
  scene = await smallScene(folder);
  env = { HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp'), XDG_CACHE_HOME: join(folder, 'cache') };
  for (const path of Object.values(env)) mkdirSync(path);
});

const size = argv`-x 64 -y 50`;
const everything = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const isRemark = (line: string) => line.startsWith('#');

async function dryRun(words: readonly string[], more: Record<string, string> = {}): Promise<string[]> {
  const before = everything();
  const all = [...size, '--scene', scene, '--dry-run', ...words];
  const { exitCode, stdout, stderr } = await runCommand('td-master', all, {
    cwd: folder,
    env: { ...env, ...more },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(everything()).toEqual(before);
  return stdout.trimEnd().split('\n');
}

interface Shell {
  readonly shell: 'sh' | 'bash';
  readonly env: NodeJS.ProcessEnv;
}

/** Lets a shell read the lines from stdin, as it does with what is pasted. */
function shellRun(lines: readonly string[], { shell = 'sh', env: more = {} }: Partial<Shell> = {}) {
  const path = `${binFolder}:${more['PATH'] ?? process.env['PATH']}`;
  const input = lines.map((line) => `${line}\n`).join('');
  return runShell(shell, { cwd: folder, input, env: { ...env, ...more, PATH: path } });
}

async function paste(lines: readonly string[], how: Partial<Shell> = {}): Promise<void> {
  const run = await shellRun(lines, how);
  expect(run.exitCode, run.stderr).toBe(0);
}

async function expectSamePicture(output: string, options: readonly string[] = []): Promise<void> {
  const words = [`+I${scene}`, '+W64', '+H50', '-D', `+O${join(folder, 'uncut.png')}`, ...options];
  const { exitCode } = await runShell(`povray ${words.map((word) => `'${word}'`).join(' ')}`);
  expect(exitCode).toBe(0);
  expect((await decode(join(folder, output))).equals(await decode(join(folder, 'uncut.png')))).toBe(true);
}

describe('on this machine', () => {
  test('the lines make the picture, and leave nothing else', async () => {
    const lines = await dryRun(argv`-n 3 -o out.png`);
    expect(lines.filter((line) => line.includes('td-worker.cjs'))).toHaveLength(3);
    const before = everything();
    await paste(lines);
    // POV-Ray exits after td-worker, and its folder goes then.
    await expect.poll(everything, { timeout: 20_000 }).toEqual([...before, 'out.png'].sort());
    await expectSamePicture('out.png');
  });

  test('the words are those that a worker gets in a job', async () => {
    const worker = join(folder, 'worker');
    const log = join(folder, 'words');
    writeFileSync(worker, `printf '%s\\n' "$*" >> ${log}\nexec td-worker "$@"\n`);
    const words = [
      ...argv`-n 2 -o out.png -p job --hosts a,b --via local --worker-kind ours --keep-state --no-split --worker`,
      `sh ${worker}`,
    ];
    const lines = await dryRun([...words, ...argv`-- +A0.3`]);
    const shown = lines.filter((line) => line.startsWith(`sh ${worker} `));
    const all = [...size, '--scene', scene, ...words, ...argv`-- +A0.3`];
    const job = await runCommand('td-master', all, {
      cwd: folder,
      env: { ...env, PATH: `${binFolder}:${process.env['PATH']}` },
    });
    expect(job.exitCode, job.stderr).toBe(0);
    const got = readFileSync(log, 'utf8').trimEnd().split('\n').sort();
    const byHand = got.map((line) => line.replace(/ --job \S+ --lifeline --progress/, ''));
    expect(shown.map((line) => line.slice(`sh ${worker} `.length, -' &&'.length)).sort()).toEqual(byHand);
  });

  test('where rows are cut by cost, says so, and how to see that cut', async () => {
    const lines = await dryRun(argv`-x 400 -y 300 -n 4`);
    const remarks = lines.filter(isRemark);
    expect(remarks[0]).toMatch(/^# The cut depends on what rows cost, .* these bands are even/);
    const shown = await runShell(remarks[1]!.slice(1), { cwd: folder, env });
    expect(shown.stdout.split('\n')).toHaveLength(5);
    expect(lines.join('\n')).toContain('+SR76 +ER150');
  });
});

describe('stops with the first line that fails:', () => {
  test('a job that has been opened since is left alone', async () => {
    const lines = await dryRun(argv`-n 2 -o out.png -p job`);
    mkdirSync(join(folder, 'job'));
    writeFileSync(join(folder, 'job', 'lockfile'), '');
    const before = everything();
    const { exitCode, stderr } = await shellRun(lines);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('job/lockfile');
    expect(everything()).toEqual(before);
    expect(readFileSync(join(folder, 'job', 'lockfile'), 'utf8')).toBe('');
  });

  test.each(['sh', 'bash'] as const)('a band, in %s', async (shell) => {
    const worker = join(folder, 'worker');
    writeFileSync(worker, `echo "$5 $7" >> ${folder}/begun\nexit 7\n`);
    const words = argv`-n 2 -o out.png -p job --hosts a,b --via local --worker-kind ours --worker`;
    const lines = await dryRun([...words, `sh ${worker}`]);
    const { exitCode } = await shellRun(lines, { shell });
    expect(exitCode).toBe(7);
    expect(readFileSync(join(folder, 'begun'), 'utf8').split('\n')).toHaveLength(2);
    expect(existsSync(join(folder, 'out.png'))).toBe(false);
  });
});

describe('where td-master would refuse the folder', () => {
  const words = argv`-n 2 -o out.png -p job`;
  const inFolder = (more: readonly string[]) =>
    runCommand('td-master', [...size, '--scene', scene, ...words, ...more], { cwd: folder, env });

  test('since a job is open, the dry run does, too; with -f, its lines take over the lockfile', async () => {
    mkdirSync(join(folder, 'job'));
    writeFileSync(join(folder, 'job', 'lockfile'), '');
    const [refused, dry] = [await inFolder([]), await inFolder(['--dry-run'])];
    expect(refused.exitCode).toBe(1);
    expect(dry).toEqual(refused);
    const lines = await dryRun([...words, '-f']);
    await paste(lines);
    await expectSamePicture('out.png');
  });

  test('since bands are finished, the dry run does, too', async () => {
    const worker = join(folder, 'worker');
    writeFileSync(worker, `case " $* " in *' +SR26 '*) exit 1 ;; esac\nexec td-worker "$@"\n`);
    const failing = ['--retries', '0', '--worker', `sh ${worker}`];
    const path = `${binFolder}:${process.env['PATH']}`;
    const all = [...size, '--scene', scene, ...words, ...failing];
    await runCommand('td-master', all, { cwd: folder, env: { ...env, PATH: path } });
    const [refused, dry] = [await inFolder([]), await inFolder(['--dry-run'])];
    expect(refused.stderr).toContain(
      '1 of 2 bands of this job is finished: --resume goes on, -f begins anew',
    );
    expect(dry).toEqual(refused);
  });
});

describe('asks no host:', () => {
  test.each([['bare'], ['auto'], ['node /shared/td-worker.mjs'], ['/home/pi/worker.sh']])(
    '%s',
    async (worker) => {
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      writeFileSync(join(bin, 'ssh'), `#!/bin/sh\necho "$*" >> ${folder}/asked\nexit 255\n`);
      chmodSync(join(bin, 'ssh'), 0o755);
      const job = join(folder, 'job');
      const words = [...argv`--hosts pi1,pi@pi2 -p ${job} --worker-folder ${job} --worker`, worker];
      const lines = await dryRun(words, { PATH: `${bin}:${process.env['PATH']}` });
      expect(existsSync(join(folder, 'asked'))).toBe(false);
      const bands = lines.filter((line) => line.includes('+SR'));
      expect(bands.map((line) => /^ssh \S+/.exec(line)?.[0])).toEqual(['ssh pi1', 'ssh pi@pi2']);
      expect(bands[0]).toContain('+SR1 +ER25');
      expect(bands[1]).toContain('+SR26 +ER50');
    },
  );
});

describe.runIf(process.getuid!() === 0)('on hosts with POV-Ray alone', () => {
  const hosts = useBareHosts(['pi1', 'pi2']);

  test.each([[[]], [['+A0.3', '+R2']]])('the lines make the picture with %j', async (options) => {
    const mine = await smallScene(hosts.scenes);
    const dashes = options.length === 0 ? [] : ['--', ...options];
    const lines = await dryRun([...argv`--hosts pi1,pi2 -n 3 -o out.png --scene ${mine}`, ...dashes]);
    expect(lines.filter((line) => line.includes('td-crop'))).toHaveLength(3);
    await paste(lines, { env: hosts.env });
    await expectSamePicture('out.png', options);
  });

  test.each(['sh', 'bash'] as const)('no ssh reads what comes after it, in %s', async (shell) => {
    const mine = await smallScene(hosts.scenes);
    const lines = await dryRun(argv`--hosts pi1,pi2 -n 3 -o out.png --scene ${mine}`);
    const { exitCode, stdout, stderr } = await shellRun([...lines, 'echo after'], { shell, env: hosts.env });
    expect(exitCode, stderr).toBe(0);
    expect(stdout.endsWith('after\n')).toBe(true);
    await expectSamePicture('out.png');
  });
});

describe.runIf(process.getuid!() === 0)('on hosts that share a folder', () => {
  const hosts = useHosts(['pi1', 'pi2']);

  test('the lines start td-worker there', async () => {
    const lines = await dryRun([...argv`--hosts pi1,pi2 -p job -o out.png --worker`, hosts.worker]);
    expect(lines.filter((line) => line.startsWith('ssh '))).toHaveLength(2);
    await paste(lines, { env: hosts.env });
    await expectSamePicture('out.png');
  });
});

test('td-dispatch shows the bands that come in', async () => {
  const line = `td-partition -n 2 -y 50 --hosts a,b | td-dispatch ${size.join(' ')} --scene ${scene} -p job --dry-run`;
  const before = everything();
  const { exitCode, stdout, stderr } = await runShell(line, { cwd: folder, env });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(everything()).toEqual(before);
  expect(stdout.match(/\+SR\d+ \+ER\d+/g)).toEqual(['+SR1 +ER25', '+SR26 +ER50']);
});

test.each([
  ['--resume -p job', 'Expected --resume or --dry-run, got both'],
  ['--print-pipeline', 'Expected --print-pipeline or --dry-run, got both'],
  ['--check', 'Expected --check or --dry-run, got both'],
])('does not go with %s', async (words, message) => {
  const all = [...size, ...argv`--scene ${scene} -n 2 --dry-run`, ...words.split(' ')];
  const { exitCode, stdout, stderr } = await runCommand('td-master', all, { cwd: folder, env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('a job that could not begin is refused as ever', async () => {
  const words = [...size, ...argv`--scene none.pov -n 2 --dry-run`];
  const { exitCode, stdout, stderr } = await runCommand('td-master', words, { cwd: folder, env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('none.pov: cannot read the scene');
});
