import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { asNobody, commandPath, runCommand, runShell, temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let lockfile: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  lockfile = join(folder, 'lockfile');
  await writeFile(lockfile, '');
});

const mark = (...args: string[]) => runCommand('td-mark-done', ['-p', folder, ...args]);
const lines = () => readFile(lockfile, 'utf8');
const done = { exitCode: 0, stdout: '', stderr: '' };
const date = String.raw`\d{4}_\d\d_\d\d_\d\d:\d\d:\d\d`;

async function expectRefusal(
  run: { exitCode: number | undefined; stdout: string; stderr: string },
  exitCode: number,
  message: string,
): Promise<void> {
  expect(run).toEqual({ exitCode, stdout: '', stderr: expect.stringContaining(message) as string });
  expect(run.stderr).toMatch(/^td-mark-done: [^\n]+\n$/);
}

test('appends the line of this machine, as the original worker does', async () => {
  await writeFile(lockfile, 'pi110 2026_11_22_12:00:00\n');
  expect(await mark()).toEqual(done);
  expect(await lines()).toMatch(new RegExp(`^pi110 2026_11_22_12:00:00\n${hostname()} ${date}\n$`));
  expect(await readdir(folder)).toEqual(['lockfile']);
});

test('appends host and rows', async () => {
  expect(await mark('--host', 'pi111', '--rows', '151-300')).toEqual(done);
  expect(await lines()).toMatch(new RegExp(`^pi111 ${date} 151-300\n$`));
});

test('the time is local, as date prints it', async () => {
  const words = `TZ=Asia/Tokyo $TD_MARK_DONE -p ${folder} --host pi1 && TZ=Asia/Tokyo date '+pi1 %Y_%m_%d_%H:'`;
  const { stdout } = await runShell(words);
  expect((await lines()).slice(0, 'pi1 2026_11_22_12:'.length)).toBe(stdout.trim());
});

test('works as the last step of many shell scripts at the same time', async () => {
  const words = Array.from(
    { length: 8 },
    (_, i) => `$TD_MARK_DONE -p ${folder} --host pi${i} & echo "sh${i} now" >> ${lockfile}`,
  );
  expect(await runShell(`${words.join('\n')}\nwait`)).toEqual(done);
  const found = (await lines()).trimEnd().split('\n');
  expect(found.map((line) => line.split(' ')[0]).sort()).toEqual(
    [...'01234567'].flatMap((i) => [`pi${i}`, `sh${i}`]).sort(),
  );
});

test('creates no lockfile', async () => {
  const none = join(folder, 'empty');
  await mkdir(none);
  await expectRefusal(await mark('-p', none), 1, `${none}/lockfile is not there: no job is open`);
  expect(await readdir(none)).toEqual([]);
  await expectRefusal(await mark('-p', '/nowhere'), 1, '/nowhere/lockfile');
});

test('writes only to a regular file', async () => {
  const strange = join(folder, 'strange');
  await mkdir(join(strange, 'lockfile'), { recursive: true });
  await expectRefusal(await mark('-p', strange), 1, 'Expected a regular file, got a folder');
  const linked = join(folder, 'linked');
  await mkdir(linked);
  await runShell(`ln -s ${lockfile} ${linked}/lockfile`);
  await expectRefusal(await mark('-p', linked), 1, 'Expected a regular file, got a symbolic link');
  expect(await lines()).toBe('');
});

test('writes no line if another job is open', async () => {
  await expectRefusal(await mark('--job', 'job-1'), 1, `${folder}: Expected job job-1, got no job file`);
  expect(await lines()).toBe('');
});

test.each([
  [['--host', '../pi1'], '--host: Expected a host\'s name, got "../pi1"'],
  [['--host='], "--host: Expected a host's name"],
  [['--rows', '300-151'], '--rows: Expected first and last row, such as 151-300, got "300-151"'],
  [['--rows', '0-1'], '--rows: Expected'],
  [['--rows', '7'], '--rows: Expected'],
  [['--rows='], '--rows: Expected'],
  [['more'], 'more'],
])('refuses %j as wrong usage', async (args, message) => {
  await expectRefusal(await mark(...args), 2, message);
  expect(await lines()).toBe('');
});

test('requires a folder', async () => {
  await expectRefusal(await runCommand('td-mark-done', []), 2, 'Expected -p FOLDER, got none');
});

test('reports a lockfile that is not writable', async () => {
  await chmod(folder, 0o755);
  await chmod(lockfile, 0o444);
  const [program, ...args] = asNobody([process.execPath, commandPath('td-mark-done'), '-p', folder]);
  const { exitCode, stdout, stderr } = await execa(program, args, {
    reject: false,
    stripFinalNewline: false,
  });
  await expectRefusal({ exitCode, stdout, stderr }, 1, `${lockfile} cannot be written: Permission denied`);
});
