import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Launcher, launchers, quoteCommand } from '@task-distributor/remote';
import { fakeRenderer, temporaryFolder } from '@task-distributor/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AskedFacts } from '../../../src/workers/bare/host-facts.ts';
import { lookAtHost } from '../../../src/workers/bare/look-at-host.ts';
import { host } from '../../send/hosts.ts';
import { type LoginShell, loginShells } from './login-shells.ts';

const folder = temporaryFolder();
const shells = loginShells(folder);
const [dash] = shells as [LoginShell];
const isRoot = process.getuid?.() === 0;
const runsName = `td-runs-${process.getuid!()}`;
const local = launchers.local({});
afterAll(() => local.close());
let temporary: string;

beforeEach(() => {
  temporary = mkdtempSync(join(folder, 'tmp-'));
});

interface HostOptions {
  readonly shell?: LoginShell;
  /** A folder with more programs. */
  readonly bin?: string;
  readonly tmpdir?: string;
  /** What the shell does before. */
  readonly profile?: string;
}

/** This machine as a host with another surrounding. */
function hostWith({
  shell = dash,
  bin = '/nonexistent',
  tmpdir = temporary,
  profile = '',
}: HostOptions): Launcher {
  const words = [
    'env',
    '-i',
    `PATH=${bin}:${shell.path}`,
    `TMPDIR=${tmpdir}`,
    `HOME=${folder}`,
    shell.program,
    '-c',
  ];
  return {
    ...local,
    start: (to, line, signal) =>
      local.start(to, `cd '${folder}'; ${quoteCommand([...words, `${profile}${line}`])}`, signal),
  };
}

const look = (options: HostOptions, asked: Partial<AskedFacts> = {}) => {
  const nothing: AskedFacts = {
    scene: '/etc/passwd',
    jobFile: '/nonexistent',
    jobId: 'x',
    renderers: ['/nonexistent/povray'],
    defaultOptions: [],
  };
  return lookAtHost(hostWith(options), host, { ...nothing, ...asked }, AbortSignal.timeout(20_000));
};

/** A folder with programs. */
async function binWith(...names: string[]): Promise<string> {
  const bin = mkdtempSync(join(folder, 'bin-'));
  for (const name of names) await fakeRenderer(bin, `echo '${name} 9.8.7'`, name);
  return bin;
}

describe.each(shells)('behind the login shell $name', { concurrent: true }, (shell) => {
  it('finds everything', async ({ expect }) => {
    const bin = await binWith('povray', 'td-worker', 'node');
    const tmpdir = mkdtempSync(join(folder, `tmp '$ `));
    const facts = await look({ shell, bin, tmpdir }, { renderers: ['povray'] });
    expect(facts).toMatchObject({
      worker: '9.8.7',
      seesJob: false,
      renderer: join(bin, 'povray'),
      rendererStamp: expect.stringContaining('povray') as string,
      runs: join(tmpdir, runsName),
      machine: { processors: expect.any(Number) as number, freeMemory: expect.any(Number) as number },
    });
    expect(facts.machine.processors).toBeGreaterThan(0);
    expect(Math.ceil(facts.machine.capacity)).toBe(facts.machine.processors);
    expect(facts.freeBytes).toBeGreaterThan(1_000_000);
  });

  it('finds nothing on a host that has nothing, and ignores what the shell prints', async ({ expect }) => {
    const profile = 'echo Welcome; echo Warning >&2; ';
    expect(await look({ shell, profile })).toMatchObject({ worker: null, seesJob: false, renderer: null });
  });
});

describe('td-worker', () => {
  it('in a package', async () => {
    const place = mkdtempSync(join(folder, 'package-'));
    mkdirSync(join(place, 'bin'));
    writeFileSync(
      join(place, 'package.json'),
      '{\n  "name": "x",\n  "version": "1.2.3-rc.1",\n  "b": 1\n}\n',
    );
    await fakeRenderer(join(place, 'bin'), 'echo not asked; exit 1', 'td-worker.js');
    const bin = await binWith('node');
    symlinkSync(join(place, 'bin/td-worker.js'), join(bin, 'td-worker'));
    expect((await look({ bin })).worker).toBe('1.2.3-rc.1');
  });

  it('is of no use without Node.js', async () => {
    // Of all shells here, only busybox' PATH has no Node.js.
    const shell = shells.find(({ name }) => name === 'busybox')!;
    expect((await look({ shell, bin: await binWith('td-worker') })).worker).toBe(null);
  });

  it('that cannot be started, as without Node.js', async () => {
    const bin = await binWith();
    writeFileSync(join(bin, 'td-worker'), '#!/usr/bin/env no-node\n');
    chmodSync(join(bin, 'td-worker'), 0o755);
    expect((await look({ bin })).worker).toBe(null);
  });
});

describe('the job folder', () => {
  let jobFolder: string;
  beforeAll(() => {
    jobFolder = mkdtempSync(join(folder, "job it's "));
    writeFileSync(join(jobFolder, '.td-job.json'), '{ "id": "mine" }');
  });

  it.each([
    ['mine', true],
    ['another', false],
    ['-v', false],
  ])('with the job %s: %s', async (jobId, sees) => {
    expect((await look({}, { jobFile: join(jobFolder, '.td-job.json'), jobId })).seesJob).toBe(sees);
  });

  it('is not enough without the scene', async () => {
    const jobFile = join(jobFolder, '.td-job.json');
    const asked = { jobFile, jobId: 'mine', scene: join(folder, 'none.pov') };
    expect((await look({}, asked)).seesJob).toBe(false);
  });
});

describe('the renderer', () => {
  it('is the first that is there', async () => {
    const bin = await binWith('povray_3.7');
    const path = join(bin, 'povray_3.7');
    expect((await look({}, { renderers: ['povray-none', '/nonexistent', bin, path, 'sh'] })).renderer).toBe(
      path,
    );
  });

  it('is none that cannot be executed', async () => {
    const path = join(await binWith('povray'), 'povray');
    chmodSync(path, 0o644);
    expect((await look({}, { renderers: [path] })).renderer).toBe(null);
  });

  it('has an absolute path, for it is started elsewhere', async () => {
    const path = join(await binWith('povray'), 'povray');
    const relative = path.slice(folder.length + 1);
    expect((await look({}, { renderers: [relative] })).renderer).toBe(path);
  });
});

it('finds the first file of default options, in the home, too', async () => {
  writeFileSync(join(folder, '.povrayrc'), '');
  const defaultOptions = ['~/none', '/nonexistent', '~/.povrayrc', '/etc/passwd'];
  expect((await look({}, { defaultOptions })).defaultOptions).toBe(join(folder, '.povrayrc'));
  expect((await look({})).defaultOptions).toBe(null);
});

describe('the folder for runs', () => {
  it('is in /tmp if there is none in TMPDIR', async () => {
    expect((await look({ tmpdir: join(temporary, 'none') })).runs).toBe(`/tmp/${runsName}`);
  });

  it('is not behind a symbolic link', async () => {
    symlinkSync(folder, join(temporary, runsName));
    expect((await look({})).runs).toBe(`/tmp/${runsName}`);
  });

  it.skipIf(!isRoot)("is not somebody else's", async () => {
    mkdirSync(join(temporary, runsName));
    chownSync(join(temporary, runsName), 65_534, 65_534);
    expect((await look({})).runs).toBe(`/tmp/${runsName}`);
  });

  it.skipIf(!isRoot)('may be nowhere', async () => {
    const launcher = {
      ...local,
      start: (...[to, line, signal]: Parameters<Launcher['start']>) => {
        const inside = `mount -t tmpfs -o ro none /tmp; TMPDIR= PATH=/usr/bin ${line}`;
        return local.start(
          to,
          quoteCommand(['unshare', '-m', 'sh', '-c', inside.replace('exec sh', 'sh')]),
          signal,
        );
      },
    };
    const asked = { scene: '', jobFile: '/nonexistent', jobId: 'x', renderers: [], defaultOptions: [] };
    expect((await lookAtHost(launcher, host, asked, AbortSignal.timeout(20_000))).runs).toBe(null);
  });

  it('keeps no state that nobody has continued for a week', async () => {
    const runs = join(temporary, runsName);
    const week = new Date(Date.now() - 8 * 86_400_000);
    for (const name of ['new', 'old', 'running'])
      for (const path of [join(runs, name, 'run'), join(runs, name)]) {
        mkdirSync(path, { recursive: true });
        if (name !== 'new') utimesSync(path, week, week);
      }
    writeFileSync(join(runs, 'running/run/state'), 'x');
    utimesSync(join(runs, 'running/run'), week, week);
    await look({});
    expect(readdirSync(runs).sort()).toEqual(['new', 'running']);
  });
});

it("finds the first file with the renderer's default options, also in the user's home", async () => {
  const defaultOptions = ['~/none.ini', '~/own.ini', '/etc/passwd'];
  expect(await look({}, { defaultOptions })).toMatchObject({ defaultOptions: '/etc/passwd' });
  writeFileSync(join(folder, 'own.ini'), '');
  expect(await look({}, { defaultOptions })).toMatchObject({ defaultOptions: join(folder, 'own.ini') });
  expect(await look({})).toMatchObject({ defaultOptions: null });
});
