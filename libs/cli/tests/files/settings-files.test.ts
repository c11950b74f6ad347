import { chmod, chown, lchown, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { readSettingsFiles } from '../../src/index.ts';

const home = temporaryFolder();
const folder = join(home, 'task-distributor');

beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
});

/** What the user's file says, with a text in one of the formats. */
async function read(text: string, extension = 'toml', env: Record<string, string> = {}) {
  await writeFile(join(folder, `config.${extension}`), text);
  return readSettingsFiles({ XDG_CONFIG_HOME: home, ...env });
}

const valueOf = async (setting: string, text: string, extension?: string) =>
  (await read(text, extension)).valueOf(setting)?.value;

test.each([
  ['toml', 'timeout = 1.5\nsplit = false\n[sets]\nlab = ["a", "2/b:22"]\n'],
  ['json', '{ "timeout": 1.5, "split": false, "sets": { "lab": ["a", "2/b:22"] } }'],
  ['yaml', 'timeout: 1.5 # s\nsplit: false\nsets:\n  lab: [a, "2/b:22"]\n'],
  ['yml', 'timeout: 1.5\nsplit: false\nsets: { lab: "a,2/b:22" }\n'],
])('reads %s', async (extension, text) => {
  const files = await read(text, extension);
  expect(files.valueOf('timeout')).toEqual({
    value: 1.5,
    path: join(folder, `config.${extension}`),
    key: 'timeout',
    place: `${join(folder, `config.${extension}`)} line 1`,
  });
  expect(files.valueOf('split')?.value).toBe(false);
  expect(files.valueOf('width')).toBeNull();
  expect(files.sets.get('lab')?.hosts).toBe('a,2/b:22');
  expect(files.options).toBeNull();
});

test.each([
  ['nodes', 'bands = 4', 4],
  ['height', 'height = "600"', 600],
  ['weights', 'weights = [1, 2.5]', [1, 2.5]],
  ['weights', 'weights = "1,2.5"', [1, 2.5]],
  ['sendLimit', 'send-limit = "3K"', 3072],
  ['send', 'send = ["/a", "b"]', ['/a', join(folder, 'b')]],
  ['send', 'send = "/a"', ['/a']],
  ['acceptNew', 'accept-new = true', true],
  ['scene', 'scene = "a.pov"', join(folder, 'a.pov')],
  ['output', 'output = "/a.png"', '/a.png'],
  ['hosts', 'hosts = "pi110"', 'pi110'],
  ['hosts', 'hosts = ["pi110", "pi111"]', 'pi110,pi111'],
  ['hosts', 'hosts = "@lab"', '@lab'],
])('%s from %s', async (setting, text, value) => {
  expect(await valueOf(setting, text)).toEqual(value);
});

test('a file of hosts lies beside the settings file', async () => {
  await writeFile(join(folder, 'hosts'), 'a\n');
  expect(await valueOf('hosts', 'hosts = "hosts"')).toBe(join(folder, 'hosts'));
});

test.each(['', '# nothing'])('the file may be empty: %j', async (text) => {
  for (const extension of ['toml', 'yaml']) {
    expect((await read(text, extension)).isEmpty).toBe(false);
    await rm(join(folder, `config.${extension}`));
  }
});

describe('refuses, with file, line and key,', () => {
  test.each([
    ['\nfodler = "x"', ' line 2: unknown key "fodler": did you mean "folder"?'],
    ['path = "x"', ' line 1: unknown key "path": did you mean "folder"?'],
    ['x = 5', ' line 1: unknown key "x": did you mean "width"?'],
    ['accept_new = true', ' line 1: unknown key "accept_new": did you mean "accept-new"?'],
    ['option = "+A"', ' line 1: unknown key "option": did you mean "options"?'],
    ['quality = 5', ' line 1: unknown key "quality"; --no-config --show-config lists the keys'],
    ['timeout = 0', ' line 1: timeout: Expected seconds above 0, got 0'],
    ['timeout = inf', ' line 1: timeout: Expected at most 2147483 seconds, got inf'],
    ['timeout = -inf', ' line 1: timeout: Expected seconds above 0, got -inf'],
    ['timeout = nan', ' line 1: timeout: Expected seconds above 0, got nan'],
    ['hosts = ["a", inf]', ' line 1: hosts: Expected a list or a file of hosts, got ["a",inf]'],
    [
      '[sets]\nlab = ["a", "@b"]',
      ' line 2: lab: a set of hosts cannot hold another set, and it has @b: name its hosts',
    ],
    ['timeout = true', ' line 1: timeout: Expected seconds above 0, got true'],
    ['jobs = 1.5', ' line 1: jobs: Expected a whole number of workers from 1 to 999999999, got 1.5'],
    ['scene = 5', ' line 1: scene: Expected a file, got 5'],
    ['scene = ""', ' line 1: scene: Expected a file, got ""'],
    ['scene = ["a"]', ' line 1: scene: Expected a file, got ["a"]'],
    ['hosts = []', ' line 1: hosts: Expected a list or a file of hosts, got []'],
    ['hosts = ["a", 5]', ' line 1: hosts: Expected a list or a file of hosts, got ["a",5]'],
    ['[hosts]\na = 1', ': hosts: Expected a list or a file of hosts, got a table'],
    ['compat = "yes"', ' line 1: compat: Expected true or false, got "yes"'],
    ['via = "pigeon"', ' line 1: via: Expected one of auto, local, ssh, openssh, got "pigeon"'],
    ['grace = 1979-05-27', ' line 1: grace: Expected seconds, 0 or more, got 1979-05-27'],
    ['options = [5]', " line 1: options: Expected a list of the renderer's options, got [5]"],
    ['sets = 5', ' line 1: sets: Expected names with lists of hosts, got 5'],
    ['[sets]\nlab = 5', ' line 2: lab: Expected a list or a file of hosts, got 5'],
    ['[sets]\n"a b" = "c"', ' line 2: a b: Expected a name of letters, digits, dashes, dots and underscores'],
    ['[sets]\nscene = "a"', ' line 2: scene: it is a setting, and cannot name a set: put it above [sets]'],
    [
      'output = "a.png"',
      ' line 1: output: Expected an absolute path, or one that begins with ~/, got "a.png"',
    ],
    ['folder = "job"', ' line 1: folder: Expected an absolute path, or one that begins with ~/, got "job"'],
    ['x = ', ' line 1: Invalid TOML document: incomplete key-value declaration: no value specified'],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      message: `${join(folder, 'config.toml')}${message}`,
      exitCode: 2,
    });
  });

  test.each(['resume', 'print-pipeline', 'show-config', 'json', 'join', 'cost'])('%s', async (key) => {
    const message = `${key}: it cannot be in a settings file: it is only for the command line: --${key}`;
    await expect(read(`${key} = true`)).rejects.toThrow(`config.toml line 1: ${message}`);
  });

  test('config, with the option that is meant', async () => {
    await expect(read('config = false')).rejects.toThrow('it is only for the command line: --no-config');
  });

  test('what only a worker has', async () => {
    await expect(read('lifeline = true')).rejects.toThrow(
      'lifeline: it cannot be in a settings file: it is only for td-worker, and hosts read no settings files',
    );
    await expect(read('force = 1')).rejects.toThrow('it is only for the command line: -f');
  });

  test.each([
    ['json', '{"scene": 1,}', /config\.json: .*JSON/],
    ['json', '', /config\.json: Unexpected end of JSON input$/],
    ['json', '[]', /config\.json: Expected settings as keys with values/],
    ['json', 'null', /config\.json: Expected settings as keys with values/],
    ['json', '{"__proto__": 1}', /config\.json line 1: unknown key "__proto__"/],
    ['yaml', 'a: b: c', /config\.yaml: .* at line 1, column 4$/],
    [
      'yaml',
      'via: ssh\n---\nvia: auto',
      /config\.yaml line 2: Expected one document, got a second one: remove the line ---$/,
    ],
    ['yaml', 'via: pigeon', /config\.yaml line 1: via: Expected one of auto/],
    ['yaml', 'hosts:', /config\.yaml line 1: hosts: .* got nothing$/],
  ])('%s %j', async (extension, text, message) => {
    await expect(read(text, extension)).rejects.toThrow(message);
  });
});

describe('refuses a file', () => {
  test('beside another one', async () => {
    await writeFile(join(folder, 'config.json'), '{}');
    await expect(read('')).rejects.toThrow('Expected one settings file, got 2; remove all but one');
  });

  test('that everybody can write', async () => {
    await writeFile(join(folder, 'config.toml'), '');
    await chmod(join(folder, 'config.toml'), 0o666);
    await expect(read('')).rejects.toThrow(/config\.toml: every user can write it; chmod o-w .*--no-config/);
  });

  test('that is no file', async () => {
    await mkdir(join(folder, 'config.toml'));
    await expect(readSettingsFiles({ XDG_CONFIG_HOME: home })).rejects.toThrow('Expected a file');
  });

  test('that is too large', async () => {
    await expect(read(`# ${'x'.repeat(2 ** 20)}`)).rejects.toThrow('Expected at most 1 MiB');
  });

  test.runIf(process.getuid!() === 0)(
    'of another user, or that a link of another user leads to',
    async () => {
      const path = join(folder, 'config.toml');
      await writeFile(path, '');
      await chown(path, 65_534, 65_534);
      const refused =
        'config.toml: it belongs to another user (uid 65534); --no-config reads no settings files';
      await expect(read('')).rejects.toThrow(refused);
      // Whoever has become root by sudo still owns the own files.
      expect((await read('', 'toml', { SUDO_UID: '65534' })).isEmpty).toBe(false);
      await rm(path);
      await writeFile(join(folder, 'mine'), '');
      await symlink('mine', path);
      await expect(readSettingsFiles({ XDG_CONFIG_HOME: home })).resolves.toMatchObject({ isEmpty: false });
      await lchown(path, 65_534, 65_534);
      await expect(readSettingsFiles({ XDG_CONFIG_HOME: home })).rejects.toThrow(refused);
    },
  );
});

test('without a file, there are no settings', async () => {
  expect((await readSettingsFiles({ XDG_CONFIG_HOME: home })).isEmpty).toBe(true);
  // The specification says that a relative path is to be ignored.
  expect((await readSettingsFiles({ XDG_CONFIG_HOME: 'tests', HOME: '/nowhere' })).isEmpty).toBe(true);
});
