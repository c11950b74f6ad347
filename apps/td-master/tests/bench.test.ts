import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  argv,
  commandPath,
  runCommand,
  smallScene,
  startCommand,
  temporaryFolder,
} from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let scene: string;
let temporary: string;

const words = (...more: string[]): string[] =>
  argv`-x 64 -y 48 --scene ${scene} --via local --hosts pi1,pi2,pi3 --schedule even ${more}`;
const bench = (...more: string[]) =>
  runCommand('td-master', words(...more), { cwd: folder, env: { TMPDIR: temporary } });
const extensions = (names: readonly string[]) => names.map((name) => name.replace(/^.*\./, '.')).sort();

/** Of jobs that have left something. */
const jobFolders = async () => (await readdir(temporary)).filter((name) => name.startsWith('td-job'));

beforeEach(async () => {
  folder = temporaryFolder();
  temporary = temporaryFolder();
  scene = await smallScene(folder);
});

test('runs the job with so many hosts, leaves the logs, and compares them', async () => {
  const run = await bench(...argv`--bench 1,3 --runs 2 --bench-logs logs --report speedup.svg`);
  expect(run.exitCode).toBe(0);
  const lines = run.stderr.trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/: [\d.]+ s/, '').replace(/about .* left$/, 'LEFT'))).toEqual([
    'td-master: run 1 of 4, 1 host, LEFT',
    'td-master: run 2 of 4, 3 hosts, LEFT',
    'td-master: run 3 of 4, 1 host, LEFT',
    'td-master: run 4 of 4, 3 hosts',
  ]);
  expect(run.stdout).toMatch(/^64x48 .*\nhosts +runs .*\n1 +2 .* 1\.00 .*\n3 +2 /);
  expect(await readFile(join(folder, 'speedup.svg'), 'utf8')).toContain('<title>1 hosts: 1.00</title>');

  const logs = await readdir(join(folder, 'logs'));
  const joblogs = Array<string>(4).fill('.joblog');
  expect(extensions(logs)).toEqual([...joblogs, '.png', ...Array<string>(4).fill('.txt')]);
  const log = logs.find((name) => /^64x48_3_Nodes_\d{4}_\d\d_\d\d_\d\d:\d\d:\d\d\.txt$/.test(name))!;
  const text = await readFile(join(folder, 'logs', log), 'utf8');
  expect(text).toMatch(/lockfile has been created\.\n[^]*pi3 has been finished\.\n/);
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/^Required time to process the 2nd sequential part: /);
  // Nothing of the jobs is left.
  expect(await jobFolders()).toEqual([]);

  const again = await runCommand('td-report', ['logs'], { cwd: folder });
  expect(again).toEqual({ exitCode: 0, stdout: run.stdout, stderr: '' });
});

test('a shared folder gets a folder for each run, and stays as it was', async () => {
  const shared = temporaryFolder();
  const run = await bench(...argv`--bench 2 --runs 1 --bench-logs logs -p ${shared}`);
  expect(run.exitCode).toBe(0);
  expect(await readdir(shared)).toEqual([]);
  const [log] = (await readdir(join(folder, 'logs'))).filter((name) => name.endsWith('.txt'));
  expect(await readFile(join(folder, 'logs', log!), 'utf8')).toContain(`${shared}/td-job-`);
});

test('ends at a run that fails, without advice to resume it', async () => {
  const run = await bench(...argv`--bench 1,2 --bench-logs logs --worker false --retries 0`);
  expect(run).toMatchObject({ exitCode: 1, stdout: '' });
  expect(run.stderr).not.toContain('--resume');
  expect(await jobFolders()).toEqual([]);
});

test('Ctrl-C ends it, and reports what is there', async () => {
  const started = join(folder, 'started');
  const worker = join(folder, 'worker');
  // The third run hangs.
  await writeFile(
    worker,
    `echo >> '${started}'
[ "$(wc -l < '${started}')" -lt 4 ] || exec sleep 100
exec '${process.execPath}' '${commandPath('td-worker')}' "$@"
`,
  );
  const more = words(...argv`--bench 1,2 --bench-logs logs --no-split --worker ${`sh '${worker}'`}`);
  const run = startCommand('td-master', more, { cwd: folder, env: { TMPDIR: temporary } });
  await expect.poll(async () => (await readFile(started, 'utf8').catch(() => '')).length).toBe(4);
  run.kill('SIGINT');
  const { exitCode, stdout, stderr } = await run;
  expect({ exitCode, stderr: String(stderr).replaceAll(/: [\d.]+ s, about .* left$/gm, '') }).toEqual({
    exitCode: 130,
    stderr: 'td-master: run 1 of 10, 1 host\ntd-master: run 2 of 10, 2 hosts\ntd-master: interrupted\n',
  });
  expect(stdout).toMatch(/^64x48 .*\nhosts +runs .*\n1 +1 .*\n2 +1 /);
  expect(await jobFolders()).toEqual([]);
});

test('a folder for logs that cannot be created is refused, in /proc too', async () => {
  const run = await bench(...argv`--bench 1 --bench-logs /proc/none/logs`);
  expect(run).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'td-master: --bench-logs: /proc/none/logs: No such file or directory\n',
  });
});

test.each([
  ['nowhere/a.html', 'No such file or directory'],
  ['folder', 'Is a directory'],
])('a report to %s is refused before the first run', async (name, reason) => {
  await mkdir(join(folder, 'folder'));
  const run = await bench(...argv`--bench 1 --bench-logs logs --report ${name}`);
  expect(run).toEqual({ exitCode: 1, stdout: '', stderr: `td-master: --report: ${name}: ${reason}\n` });
  expect(existsSync(join(folder, 'logs'))).toBe(false);
});

test('a report can be written to the folder of the logs, and above it', async () => {
  for (const name of ['new/logs/a.html', 'new/a.html']) {
    const run = await bench(...argv`--bench 1 --runs 1 --bench-logs new/logs --report ${name}`);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(existsSync(join(folder, name))).toBe(true);
    await rm(join(folder, 'new'), { recursive: true });
  }
});

test.each([
  [['--bench', '4'], '--bench: Expected --hosts with at least 4, got 3'],
  [['--bench', '1,0'], '--bench: Expected numbers of hosts from 1 on, separated by commas, got "1,0"'],
  [['--bench', '1', '-n', '2'], 'Expected -n or --bench, got both'],
  [['--bench', '1', '--resume', '-p', 'job'], 'Expected --resume or --bench, got both'],
  [['--bench', '1', '--joblog', 'log'], 'Expected --joblog or --bench, got both'],
  [['--bench', '1', '--progress', 'plain'], 'Expected --progress or --bench, got both'],
  [['--report', '-'], '--report: Expected a file, got "-": stdout has the lines of the job'],
  [['--bench', '1', '--report', '-'], '--report: Expected a file, got "-": stdout has the lines of the job'],
  [['--bench', '1', '--print-pipeline'], 'Expected --print-pipeline or --bench, got both'],
  [['--report', 'a.txt', '--print-pipeline'], 'Expected --print-pipeline or --report, got both'],
  [['--runs', '2'], 'Expected --bench N,N,... with --runs, got none'],
  [['--bench-logs', 'logs'], 'Expected --bench N,N,... with --bench-logs, got none'],
  [
    ['--report', 'a.pdf'],
    '--report: a.pdf: Expected a name that ends in one of .txt, .html, .svg, .csv, .json',
  ],
])('%j is refused', async (more, message) => {
  const run = await bench(...more);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr.startsWith(`td-master: ${message}`), run.stderr).toBe(true);
  expect(existsSync(join(folder, 'logs'))).toBe(false);
});
