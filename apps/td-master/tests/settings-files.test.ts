import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { decode, runCommand, runShell, smallScene, temporaryFolder } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  const base = temporaryFolder();
  folder = join(base, 'project');
  env = { XDG_CONFIG_HOME: join(base, 'config'), HOME: base };
  await mkdir(folder);
  await mkdir(join(base, 'config/task-distributor'), { recursive: true });
  await smallScene(folder);
});

const writeProject = (text: string) => writeFile(join(folder, 'task-distributor.toml'), text);
const writeUser = (text: string) =>
  writeFile(join(env['XDG_CONFIG_HOME']!, 'task-distributor/config.toml'), text);
const run = (name: string, words: readonly string[] = [], more: Record<string, string> = {}) =>
  runCommand(name, words, { cwd: folder, env: { ...env, ...more } });

const image = 'width = 40\nheight = 30\nscene = "ball.pov"\n';

/** The origin and the value of each setting, by `--show-config`. */
async function shown(name: string, words: readonly string[] = [], more: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await run(name, ['--show-config', '--json', ...words], more);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  const settings = lines.map((line) => JSON.parse(line) as Record<'setting' | 'from' | 'value', string>);
  return Object.fromEntries(settings.map(({ setting, from, value }) => [setting, [from, value]]));
}

test('the command line wins over the environment, that over the project, that over the user', async () => {
  await writeProject('retries = 3\ntimeout = 3\nstall = 3\ngrace = 3\n');
  await writeUser('retries = 4\ntimeout = 4\nstall = 4\ngrace = 4\ndeadline = 4\n');
  const variables = { TD_RETRIES: '2', TD_TIMEOUT: '2' };
  const userFile = join(env['XDG_CONFIG_HOME']!, 'task-distributor/config.toml');
  expect(await shown('td-master', ['--retries', '1'], variables)).toMatchObject({
    retries: ['command line', '1'],
    timeout: ['TD_TIMEOUT', '2'],
    stall: ['task-distributor.toml: stall', '3'],
    grace: ['task-distributor.toml: grace', '3'],
    deadline: [`${userFile}: deadline`, '4'],
    via: ['default', 'auto'],
    width: ['nowhere (required)', null],
    options: ['default', null],
  });
  expect(await shown('td-master', ['--no-config'])).toMatchObject({
    retries: ['default', '2'],
    '--no-config': ['command line', 'true'],
  });
  expect(await shown('td-master', [], { TD_CONFIG: 'off' })).toMatchObject({
    retries: ['default', '2'],
    '--no-config': ['TD_CONFIG', 'true'],
  });
});

test('--show-config prints a table, and does nothing', async () => {
  await writeProject(image);
  const { exitCode, stdout } = await run('td-master', ['--show-config', '-o', 'a.png']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^setting +from +value\n/);
  expect(stdout).toMatch(/^width +task-distributor\.toml: width +40$/m);
  expect(stdout).toMatch(/^output +command line +a\.png$/m);
  expect(stdout).toMatch(/^via +default +auto$/m);
  expect((await readdir(folder)).sort()).toEqual(['ball.pov', 'task-distributor.toml']);
});

test.each(['td-master', 'td-partition', 'td-probe', 'td-dispatch', 'td-wait', 'td-compose'])(
  '%s refuses a wrong file, shows its settings, and takes keys of other commands',
  async (name) => {
    await writeProject(
      `${image}timeout = 5\ngrid = 8\nverify = true\ndeadline = 9\nclean = true\nfolder = "job"\n`,
    );
    expect(await shown(name)).toMatchObject({ '--no-config': ['default', 'false'] });
    await writeProject('\nfodler = "job"\n');
    const message = 'task-distributor.toml line 2: unknown key "fodler": did you mean "folder"?';
    expect(await run(name)).toEqual({ exitCode: 2, stdout: '', stderr: `${name}: ${message}\n` });
  },
);

test('td-master renders with the settings of a file, and so does the pipeline that it prints', async () => {
  await writeProject(`${image}bands = 3\noutput = "a.png"\ngrace = 20\noptions = ["+A0.3", "+FN16"]\n`);
  expect(await run('td-master')).toMatchObject({ exitCode: 0, stderr: '' });
  const printed = await run('td-master', ['--print-pipeline', '-o', 'b.png']);
  expect(printed.stdout).toContain('--grace 20 --no-config');
  expect(printed.stdout.match(/--no-config/g)).toHaveLength(4);
  expect(printed.stdout).toContain('-- +A0.3 +FN16');
  // All values are on the command lines, whatever the file says later.
  await writeProject('height = 7\ngrid = 9\nverify = true\noptions = ["+FN8"]\n');
  expect(await runShell(printed.stdout, { cwd: folder, env })).toMatchObject({ exitCode: 0, stderr: '' });
  const [a, b] = [await decode(join(folder, 'a.png')), await decode(join(folder, 'b.png'))];
  expect(b).toEqual(a);
  expect(a.toString('latin1')).toMatch(/^P7\nWIDTH 40\nHEIGHT 30\n[^]*MAXVAL 65535\n/);
});

test('a pipeline takes its settings from the file, command by command', async () => {
  await writeProject(`${image}bands = 2\nfolder = "job"\noutput = "a.png"\nclean = true\n`);
  const pipeline = 'td-partition | td-dispatch | td-wait | td-compose';
  expect(await runShell(pipeline, { cwd: folder, env })).toMatchObject({ exitCode: 0, stderr: '' });
  // td-compose removes nothing unless it is asked to on its command line.
  expect(await readdir(join(folder, 'job'))).toContain('lockfile');
});

test('td-master checks every part if a file says verify, and so does the pipeline that it prints', async () => {
  await writeProject(`${image}bands = 2\nfolder = "job"\noutput = "a.png"\nverify = true\n`);
  const compose = async (...words: string[]) =>
    (await run('td-master', ['--print-pipeline', ...words])).stdout.match(/td-compose .*/)![0];
  expect(await compose()).toBe('td-compose -y 30 -o a.png --verify --no-config');
  expect(await compose('--no-verify')).toBe('td-compose -y 30 -o a.png --no-verify --no-config');
  expect(await run('td-master')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('--no-clean overrules the file, for td-master and for the pipeline that it prints', async () => {
  await writeProject(`${image}bands = 2\nfolder = "job"\noutput = "a.png"\nclean = true\n`);
  expect((await run('td-master', ['--print-pipeline'])).stdout).toContain(' -c ');
  const printed = await run('td-master', ['--no-clean', '--print-pipeline']);
  expect(await runShell(printed.stdout, { cwd: folder, env })).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(join(folder, 'job'))).toContain('lockfile');
  expect(await run('td-master', ['-f'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(join(folder, 'job'))).not.toContain('lockfile');
  expect(await run('td-master', ['--no-clean'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(join(folder, 'job'))).toContain('lockfile');
});

test('--resume continues a job whose settings are in a file', async () => {
  await writeProject(`${image}bands = 2\nfolder = "job"\noutput = "a.png"\n`);
  expect(await run('td-master')).toMatchObject({ exitCode: 0 });
  expect(await run('td-master', ['--resume'])).toMatchObject({ exitCode: 0, stderr: '' });
});

test('words after -- replace the options of the file', async () => {
  await writeProject('options = ["+A0.3"]\n');
  expect(await shown('td-master')).toMatchObject({ options: ['task-distributor.toml: options', '+A0.3'] });
  expect(await shown('td-master', ['--', '+FN16'])).toMatchObject({ options: ['command line', '+FN16'] });
  expect(await shown('td-master', ['--'])).toMatchObject({ options: ['command line', ''] });
});

test('--hosts takes named sets of both files, and the user goes to hosts without one', async () => {
  await writeProject('height = 30\nuser = "pi"\n[sets]\nlab = "a,tux@b"\n');
  await writeUser('[sets]\nlab = "z"\nattic = ["2/c:22"]\n');
  const { stdout } = await run('td-partition', ['--hosts', '@lab,@attic,d']);
  const hosts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[2]);
  expect(hosts).toEqual(['pi@a', 'tux@b', 'pi@c:22', 'pi@d']);
  expect(await shown('td-master', [], { TD_HOSTS: '@attic' })).toMatchObject({
    hosts: ['TD_HOSTS', '2/c:22'],
  });
  const wrong = await run('td-partition', ['--hosts', '@lba']);
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
  expect(wrong.stderr).toContain('--hosts: Unknown set of hosts "@lba": did you mean @lab?');
  const { stderr: ofVariable } = await run('td-partition', [], { TD_HOSTS: '@lba' });
  expect(ofVariable).toMatch(/^td-partition: TD_HOSTS: Unknown set of hosts "@lba"/);
  await writeProject('height = 30\nhosts = "@nix"\n');
  expect(await run('td-partition')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'td-partition: task-distributor.toml line 2: hosts: Unknown set of hosts "@nix"; there are @lab, @attic\n',
  });
  const none = await run('td-partition', ['--no-config', '-y', '9', '--hosts', '@lab']);
  expect(none.stderr).toContain('"@lab"; there is no [sets] in a settings file');
});

test('--user is not for this machine, and not for what no host could take', async () => {
  const { stdout } = await run('td-partition', ['-y', '9', '--hosts', `${hostname()},b`, '--user', 'pi']);
  expect(stdout.split('\n').map((line) => line.split('\t')[2])).toEqual([hostname(), 'pi@b', undefined]);
  const { exitCode, stderr } = await run('td-partition', ['-y', '9', '--hosts', 'b', '--user', 'a b']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'td-partition: --user: Expected a user, got "a b" (see td-partition --help)\n',
  });
});

test('a set that is a file goes alone', async () => {
  await writeFile(join(folder, 'hosts.txt'), 'a\nb weight=2\n');
  await writeProject('height = 30\n[sets]\nlab = "hosts.txt"\n');
  expect((await run('td-partition', ['--hosts', '@lab'])).stdout.trimEnd().split('\n')).toHaveLength(2);
  const { stderr } = await run('td-partition', ['--hosts', '@lab,c']);
  expect(stderr).toContain('--hosts: @lab is the file hosts.txt, so it cannot be in a list with other hosts');
});

test('what belongs to other hosts, or is excluded, gives way to the command line', async () => {
  await writeProject('hosts = "a,b"\nweights = [1, 2]\nbands = 2\n');
  expect(await shown('td-master')).toMatchObject({ weights: ['task-distributor.toml: weights', '1,2'] });
  expect(await shown('td-master', ['--hosts', 'c'])).toMatchObject({ weights: ['default', null] });
  expect(await shown('td-partition', ['--bands', '5'])).toMatchObject({ bands: ['default', null] });
  // td-master makes its estimate on this machine, and so does a pipeline.
  expect(await shown('td-probe')).toMatchObject({ '--hosts': ['default', null] });
});

test('an error about a value names the file that it is from', async () => {
  await writeProject(`${image}hosts = "no.txt"\n`);
  const { exitCode, stderr } = await run('td-master');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /^td-master: --hosts: no\.txt: No such file.* \(from task-distributor\.toml: hosts\)\n$/,
  );
});

test('what runs on hosts reads no settings files', async () => {
  await writeProject('fodler = 1\n');
  await writeUser('fodler = 1\n');
  const words = ['--rows', '1-9', '-x', '40', '-y', '30', '--scene', 'ball.pov', '-p', 'job'];
  expect(await run('td-worker', words)).toMatchObject({ exitCode: 0, stderr: '' });
  const crop = await run('td-crop', ['--rows', '1-3', '-o', 'c.png', 'job/rows-000001-000009.png']);
  expect(crop).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await run('td-mark-done', ['-p', 'job', '--host', 'x'])).toMatchObject({ exitCode: 0, stderr: '' });
});

test.each([
  [['--host', 'a'], '--hosts'],
  [['--width', '5'], '-x'],
  [['--timout', '5'], '--timeout'],
  [['-X', '5'], '-x'],
  [['+A0.3'], '-- +A0.3'],
  [['-o=p.png'], '-o p.png'],
])('td-master %j is one line on stderr with what is meant', async (words, meant) => {
  const { exitCode, stdout, stderr } = await run('td-master', ['-x', '4', '-y', '3', ...words]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^td-master: [^\n]*\n$/);
  expect(stderr).toContain(`: did you mean ${meant}?`);
});
