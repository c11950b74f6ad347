import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  argv,
  asNobody,
  binFolder,
  commandPath,
  endlessScene,
  processesWith,
  runCommand,
  runShell,
  samplesOf,
  smallScene,
  startCommand,
  temporaryFolder,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
/** TMPDIR. */
let place: string;
let scene: string;

beforeEach(async () => {
  folder = temporaryFolder();
  place = join(folder, 'tmp');
  mkdirSync(place);
  scene = await smallScene(folder);
});

const env = () => ({ TMPDIR: place, PATH: `${binFolder}:${process.env['PATH']}` });
const words = (...more: string[]) => argv`-n 2 -x 40 -y 30 --scene ${scene} -o out.png ${more}`;
const master = (...more: string[]) => runCommand('td-master', words(...more), { cwd: folder, env: env() });
/** POV-Ray's own folders disappear a moment later. */
const jobFolders = () => readdirSync(place).filter((name) => name.startsWith('td-job-'));

/** A worker that fails in the second band until there is a file `mended`. */
function worker(): string {
  const text = `
    case " $* " in *' +SR16 '*) [ -e ${folder}/mended ] || { echo 'td-worker: no disk' >&2; exit 1; } ;; esac
    exec td-worker "$@"`;
  writeFileSync(join(folder, 'worker'), text);
  return `sh ${folder}/worker`;
}

test('without -p, the job folder is a new one that only its user can use, and it is removed', async () => {
  const look = `sh -c 'stat -c %a ${place}/td-job-* >> ${folder}/modes; exec td-worker "$@"' sh`;
  const run = await master('--worker', look);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(new RegExp(`^${place}/td-job-[0-9a-f]{12}/lockfile has been created\\.\n`));
  expect(run.stdout).toContain('Image parts have been erased.');
  expect(jobFolders()).toEqual([]);
  expect(await runShell('cat modes', { cwd: folder })).toMatchObject({ stdout: '700\n700\n' });
  await runCommand('td-master', words('-p', 'job', '-o', 'named.png'), { cwd: folder });
  expect(await samplesOf(join(folder, 'out.png'))).toEqual(await samplesOf(join(folder, 'named.png')));
});

test('two at once do not meet', async () => {
  const runs = await Promise.all([master('-o', 'a.png'), master('-o', 'b.png')]);
  expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([
    { exitCode: 0, stderr: '' },
    { exitCode: 0, stderr: '' },
  ]);
  expect(jobFolders()).toEqual([]);
});

test('if a band fails, the folder stays, and the message names it; once the job is continued, it is removed', async () => {
  const more = ['--worker', worker(), '--retries', '0'];
  const { exitCode, stderr } = await master(...more);
  const [name = ''] = jobFolders();
  const path = join(place, name);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `td-master: ${hostname()} rows 16-30: no disk
td-master: 1 of 2 bands failed: out.png has not been written; run the same command with --resume -p ${path} to continue
`,
  });
  expect(readdirSync(path)).toContain('rows-000001-000015.png');
  expect(statSync(path).mode & 0o777).toBe(0o700);
  writeFileSync(join(folder, 'mended'), '');
  expect(await master(...more, '--resume', '-p', path)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(jobFolders()).toEqual([]);
});

test('files of others in the folder are left, and named as the reason why it stays', async () => {
  const more = ['--worker', worker(), '--retries', '0'];
  await master(...more);
  const path = join(place, jobFolders()[0]!);
  writeFileSync(join(folder, 'mended'), '');
  const run = await master(...more, '--resume', '-p', path, '-o', join(path, 'image.png'));
  expect(run).toMatchObject({
    exitCode: 0,
    stderr: `td-master: ${path} has other files in it, so it stays\n`,
  });
  expect(readdirSync(path)).toEqual(['image.png']);
});

test.each(['SIGINT', 'SIGTERM'] as const)('after %s it stays, and the message names it', async (signal) => {
  const slow = await endlessScene(folder);
  const running = startCommand('td-master', argv`-n 2 -x 640 -y 480 --scene ${slow} -o ${folder}/out.png`, {
    env: env(),
  });
  const hasWorker = async () => (await processesWith(place)).some((line) => line.includes('td-worker'));
  await expect.poll(hasWorker, { timeout: 20_000 }).toBe(true);
  running.kill(signal);
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
  const how = `run the same command with --resume -p ${join(place, jobFolders()[0]!)} to continue`;
  expect(stderr).toMatch(new RegExp(`^td-master: (interrupted|terminated); ${how}\n$`));
});

test('if the reader of stdout goes away, the folder is named all the same', async () => {
  const line = `td-master ${words('--worker', `'sh -c "sleep 1"'`).join(' ')} | head -n 1`;
  const run = await runShell(line, { cwd: folder, env: { TMPDIR: place } });
  const path = join(place, jobFolders()[0]!);
  expect(run).toEqual({
    exitCode: 0,
    stdout: `${path}/lockfile has been created.\n`,
    stderr: `td-master: run the same command with --resume -p ${path} to continue\n`,
  });
});

test('a signal at any moment of the start leaves no folder that no message names', async () => {
  for (let ms = 60; ms < 400; ms += 20) {
    const running = startCommand('td-master', words(), { cwd: folder, env: env() });
    setTimeout(() => running.kill('SIGTERM'), ms);
    const { stderr = '' } = await running;
    for (const name of jobFolders()) expect(stderr).toContain(`--resume -p ${join(place, name)}`);
    await runShell(`rm -rf ${place}/td-job-*`);
  }
});

test.each([
  ['a scene that is not there', ['--scene', 'nil.pov'], /cannot read the scene/],
  ['an output that cannot be written', ['-o', '/nowhere/out.png'], /cannot write \/nowhere\/out\.png/],
  ['no POV-Ray', ['--povray', '/nowhere/povray'], /No such program/],
  ['no host', ['--via', 'ssh'], /list the hosts with --hosts\n$/],
])('%s leaves no folder, and no advice to continue', async (_, more, message) => {
  const { exitCode, stderr } = await master(...more);
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('--resume');
  expect(jobFolders()).toEqual([]);
});

test('parts that are named after hosts cannot be continued, so they are removed', async () => {
  const { stderr } = await master(
    '--worker',
    worker(),
    '--retries',
    '0',
    '--compat',
    '--hosts',
    'a,b',
    '--via',
    'local',
  );
  expect(stderr).toBe(
    'td-master: b rows 16-30: no disk\ntd-master: 1 of 2 bands failed: out.png has not been written\n',
  );
  expect(jobFolders()).toEqual([]);
});

test.each([
  [
    '--resume',
    '--resume: Expected -p FOLDER with it, the folder of the job, got none (see td-master --help)',
  ],
  [
    '--hosts pi@pi110,pi111 --worker td-worker',
    '-p: Expected a folder that pi@pi110 sees at the same path, got none; with --worker auto, none is needed',
  ],
  [
    `--hosts ${hostname()},b --worker-kind ours --print-pipeline`,
    '-p: Expected a folder that b sees at the same path, got none; with --worker auto, none is needed',
  ],
])('%s needs -p', async (more, message) => {
  const run = await master(...more.split(' '));
  expect(run).toEqual({ exitCode: 2, stdout: '', stderr: `td-master: ${message}\n` });
  expect(jobFolders()).toEqual([]);
});

test.each([`--hosts ${hostname()}`, '--hosts a,b --via local'])('%s needs no -p', async (more) => {
  expect(await master(...more.split(' '))).toMatchObject({ exitCode: 0, stderr: '' });
  expect(jobFolders()).toEqual([]);
});

test.each([
  ['does not exist', 'rmdir tmp', 'No such file or directory'],
  ['is read-only', 'mount -t tmpfs -o ro none tmp', 'Read-only file system'],
  ['has no room for a folder', 'mount -t tmpfs -o nr_inodes=1 none tmp', 'No space left on device'],
])('a TMPDIR that %s is named', async (_, before, reason) => {
  const run = await inNamespace(before);
  const message = `${place}: cannot create a temporary job folder: ${reason}; set TMPDIR to another folder, or give -p FOLDER`;
  expect(run).toEqual({ exitCode: 1, stdout: '', stderr: `td-master: ${message}\n` });
});

test('a TMPDIR that has no room for the files of a job is named, and nothing is left there', async () => {
  const run = await inNamespace(
    'mount -t tmpfs -o size=4k none tmp && echo > tmp/full',
    'code=$?; ls -A tmp; exit $code',
  );
  expect(run).toMatchObject({ exitCode: 1, stdout: 'full\n' });
  expect(run.stderr).toMatch(
    /^td-master: \S+\/tmp\/td-job-\S+: No space left on device; set TMPDIR to another folder, or give -p FOLDER\n$/,
  );
});

test('a TMPDIR in which the user may not create folders is named', async () => {
  chmodSync(folder, 0o755);
  chmodSync(place, 0o555);
  const line = asNobody([process.execPath, commandPath('td-master'), ...words()]);
  const [program, ...rest] = line;
  const { exitCode, stderr } = await execa(program, rest, { cwd: folder, env: env(), reject: false });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `td-master: ${place}: cannot create a temporary job folder: Permission denied; set TMPDIR to another folder, or give -p FOLDER`,
  });
});

test('the pipeline makes its own folder, and removes it; if it fails, it names it', async () => {
  const more = ['--worker', worker(), '--retries', '0'];
  const { stdout: pipeline } = await master('--print-pipeline', ...more);
  expect(jobFolders()).toEqual([]);
  const failed = await runShell(pipeline, { cwd: folder, env: { TMPDIR: place } });
  expect(failed.exitCode).toBe(1);
  const path = join(place, jobFolders()[0]!);
  expect(failed.stderr).toMatch(new RegExp(`\nThe job folder is ${path}\n$`));
  expect(statSync(path).mode & 0o777).toBe(0o700);
  writeFileSync(join(folder, 'mended'), '');
  expect(await master(...more, '--resume', '-p', path)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(jobFolders()).toEqual([]);
  for (const shell of ['dash', 'bash --posix', 'busybox sh']) {
    const [program = '', ...args] = shell.split(' ');
    const run = await execa(program, args, { input: pipeline, cwd: folder, env: env(), reject: false });
    expect(run, shell).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(jobFolders()).toEqual([]);
  }
  const missing = await runShell(pipeline.replace(scene, 'nil.pov'), { cwd: folder, env: { TMPDIR: place } });
  expect(missing.exitCode).toBe(1);
  expect(jobFolders()).toEqual([]);
});

/** Runs td-master after a command that may mount something, in a mount namespace of its own. */
function inNamespace(before: string, after = 'exit $?') {
  const unshare = process.getuid!() === 0 ? 'unshare -m' : 'unshare -rm';
  const inside = `${before} && td-master ${words().join(' ')}; ${after}`;
  return runShell(`${unshare} sh -c '${inside}'`, { cwd: folder, env: { TMPDIR: place } });
}
