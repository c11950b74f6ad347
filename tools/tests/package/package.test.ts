import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

const workspace = join(import.meta.dirname, '../../..');
const apps = ['td-master', 'td-worker', 'td-view'] as const;
type App = (typeof apps)[number];

const folder = temporaryFolder();
const tarballs = {} as Record<App, string>;

// Packs a copy of the sources: packing builds in place, and other tests use the built files at the same time.
beforeAll(async () => {
  const copy = join(folder, 'workspace');
  const isSource = (path: string) => !/\/(dist|node_modules|tests)$/.test(path);
  for (const name of ['package.json', 'apps', 'libs', 'tools', 'examples']) {
    await cp(join(workspace, name), join(copy, name), { recursive: true, filter: isSource });
  }
  await symlink(join(workspace, 'node_modules'), join(copy, 'node_modules'));
  for (const app of apps) {
    await execa('npm', ['pack', '--pack-destination', folder], { cwd: join(copy, 'apps', app) });
  }
  const packed = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  for (const app of apps)
    tarballs[app] = join(
      folder,
      packed.find((name) => name.includes(app))!,
    );
  await rm(copy, { recursive: true });
});

async function manifest(app: App) {
  const text = await readFile(join(workspace, 'apps', app, 'package.json'), 'utf8');
  return JSON.parse(text) as { version: string; bin: Record<string, string> };
}

/** Installs a tarball in a folder outside the workspace. @returns the folder */
async function install(name: string, app: App, ...options: string[]): Promise<string> {
  const home = join(folder, name);
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{ "private": true }\n');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await execa('npm', ['install', ...quiet, ...options, tarballs[app]], { cwd: home });
  return home;
}

/** Runs a line of shell. Its PATH has the installed commands, and no others of ours. */
async function shell(home: string, line: string) {
  const { exitCode, stdout, stderr } = await execa('sh', ['-c', line], {
    cwd: home,
    reject: false,
    stripFinalNewline: false,
    env: { PATH: `${join(home, 'node_modules/.bin')}:${pathWithoutWorkspace()}` },
  });
  return { exitCode, stdout, stderr };
}

/** npm puts the commands of the workspace on the PATH of its scripts. */
function pathWithoutWorkspace(): string {
  return process.env['PATH']!.split(':')
    .filter((entry) => !entry.startsWith(workspace))
    .join(':');
}

const scene =
  'camera { location -3*z look_at 0 } light_source { <3,9,-9>, 1 } sphere { 0, 1 pigment { rgb 1 } }\n';
const done = { exitCode: 0, stderr: '' };

describe.each(apps)('the tarball of %s', (app) => {
  test('contains the commands, licence and readme, and no sources or tests', async () => {
    const { stdout } = await execa('tar', ['-tzf', tarballs[app]]);
    const files = stdout.split('\n').map((name) => name.replace(/^package\//, ''));
    const commands = Object.keys((await manifest(app)).bin);
    const needed = commands.flatMap((command) => [`bin/${command}.js`, `dist/${command}.cjs`]);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', ...needed]));
    const strange = files.filter((name) => !/^(bin|dist)\/|^(LICENSE|README\.md|package\.json)$/.test(name));
    expect(strange).toEqual([]);
    expect(files.filter((name) => /\.(ts|map)$|(^|\/)(tests|src)\//.test(name))).toEqual([]);
  });

  test('installed for all, brings manual pages', async () => {
    const prefix = join(folder, `prefix-${app}`);
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', '--omit=optional'];
    await execa('npm', ['install', '--global', '--prefix', prefix, ...quiet, tarballs[app]]);
    const pages = join(prefix, 'share/man');
    for (const command of Object.keys((await manifest(app)).bin)) {
      const { stdout } = await execa('man', ['-w', command], { env: { MANPATH: pages } });
      expect(dirname(stdout)).toMatch(/man1?$/);
      const shown = await execa('man', [command], { env: { MANPATH: pages, MANPAGER: 'cat' } });
      expect(shown.stdout).toContain(`${command} - `);
    }
  });

  test('depends only on sharp', async () => {
    const { stdout } = await execa('tar', ['-xzOf', tarballs[app], 'package/package.json']);
    const packed = JSON.parse(stdout) as Record<string, Record<string, string> | undefined>;
    const wanted = { ...packed['dependencies'], ...packed['optionalDependencies'] };
    expect(Object.keys(wanted)).toEqual(['sharp']);
  });
});

describe('installed elsewhere, td-master', () => {
  let home: string;
  beforeAll(async () => {
    home = await install('master', 'td-master');
    await writeFile(join(home, 'ball.pov'), scene);
    await mkdir(join(home, 'job'));
  });

  test('has its commands, with its version', async () => {
    const { version, bin } = await manifest('td-master');
    for (const command of Object.keys(bin)) {
      expect(await shell(home, `${command} --version`)).toEqual({ ...done, stdout: `${version}\n` });
    }
  });

  test('renders with the worker in the package', async () => {
    const run = await shell(home, 'td-master -n 2 -x 40 -y 31 -p job -c --scene ball.pov -o ball.png');
    expect(run).toMatchObject(done);
    expect((await shell(home, 'pngcheck ball.png')).stdout).toMatch(/^OK: ball\.png \(40x31, 24-bit RGB/);
  });

  test('renders its own example', async () => {
    const run = await shell(home, 'td-master -n 2 -x 40 -y 31 -p job -c -o example.png');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/^td-master: no --scene: rendering \S+\.pov\n$/);
    expect((await shell(home, 'pngcheck example.png')).stdout).toMatch(/^OK: /);
  });

  test('speaks SSH without a further package', async () => {
    const received: string[] = [];
    const server = createServer((socket) => {
      // To its end: a socket that is closed with something unread resets the connection.
      socket.on('data', (data) => received.push(String(data)) && socket.end());
      socket.on('error', () => undefined);
      socket.write('SSH-2.0-test\r\n');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = `-n 1 -x 40 -y 31 -p job --scene ball.pov --hosts ${host} --retries 0 -o no.png`;
    const run = await shell(home, `td-master ${options}`);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('127.0.0.1: key exchange: the host closed the connection');
    expect(received.join('')).toMatch(/^SSH-2\.0-ssh2js/);
  });

  test('installs sharp, which writes formats other than PNG', async () => {
    expect(await shell(home, 'td-compose -o ball.jpg ball.png')).toMatchObject(done);
    expect((await readFile(join(home, 'ball.jpg'))).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });
});

describe('installed elsewhere, td-worker', () => {
  let home: string;
  beforeAll(async () => {
    // As on a small host: without optional dependencies.
    home = await install('worker', 'td-worker', '--omit=optional');
    await writeFile(join(home, 'ball.pov'), scene);
    await mkdir(join(home, 'job'));
    await writeFile(join(home, 'job/lockfile'), '');
  });

  test('needs no other package', async () => {
    const { version, bin } = await manifest('td-worker');
    expect((await readdir(join(home, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      '@task-distributor',
    ]);
    for (const command of Object.keys(bin)) {
      expect(await shell(home, `${command} --version`)).toEqual({ ...done, stdout: `${version}\n` });
    }
  });

  test('renders, crops and marks bands as done', async () => {
    const words = '2 ./ ball.pov +FN +W40 +H31 +O/tmp/ +SR16 +ER31 job job/lockfile --host pi1';
    expect(await shell(home, `td-worker ${words} </dev/null`)).toEqual({ ...done, stdout: '' });
    expect(await shell(home, 'td-crop --rows 1-4 job/pi1.png -o four.png')).toEqual({ ...done, stdout: '' });
    expect(await shell(home, 'td-mark-done -p job --host pi2')).toEqual({ ...done, stdout: '' });
    expect(await readFile(join(home, 'job/lockfile'), 'utf8')).toMatch(/^pi1 [\d_:]+\npi2 [\d_:]+\n$/);
    expect((await shell(home, 'pngcheck job/pi1.png four.png')).stdout).toMatch(
      /^OK: job\/pi1\.png \(40x16,[^]*\nOK: four\.png \(40x4,/,
    );
  });

  test('names the package that images other than PNG need', async () => {
    await writeFile(join(home, 'x.jpg'), Buffer.from([0xff, 0xd8, 0xff, ...Array<number>(100).fill(0)]));
    const run = await shell(home, 'td-crop --rows 1-4 x.jpg -o x.png');
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(/^td-crop: x\.jpg: .*needs the package sharp.*npm install sharp.*\n$/);
  });
});

describe('installed elsewhere, td-view', () => {
  test('has its page, and needs no other package', async () => {
    const home = await install('view', 'td-view', '--omit=optional');
    const { version } = await manifest('td-view');
    expect(await shell(home, 'td-view --version')).toEqual({ ...done, stdout: `${version}\n` });
    await mkdir(join(home, 'job'));
    await writeFile(join(home, 'job/lockfile'), '');
    expect(await shell(home, 'td-view -p job --html job.html')).toEqual({ ...done, stdout: '' });
    expect(await readFile(join(home, 'job.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });
});
