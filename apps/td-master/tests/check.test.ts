import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  argv,
  freePort,
  hostConfig,
  makeKey,
  runCommand,
  smallScene,
  temporaryFolder,
} from '@task-distributor/testing';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useHosts } from './hosts.ts';

interface HostJson {
  readonly host: string | null;
  readonly ok: boolean;
  readonly worker?: string | null;
  readonly reached?: boolean;
  readonly hostKey?: boolean | null;
  readonly login?: boolean | null;
  readonly clockSeconds?: number;
  readonly rendererVersion?: string;
  readonly problems: readonly { what: string; grade: string; message: string; try: string | null }[];
}

// Only root can give the hosts another folder under the same path.
describe.runIf(process.getuid!() === 0)('td-check, over SSH', () => {
  const here = temporaryFolder();
  const bin = join(here, 'agent/bin');
  const { folder, privateFolder, env, worker } = useHosts(['pi1', 'pi2'], bin, here);
  const output = join(folder, 'out.png');
  const called = join(folder, 'called');
  let job: string;
  let scene: string;

  beforeAll(async () => {
    const user = ['IdentityAgent none', `UserKnownHostsFile ${folder}/known_hosts`];
    const other = makeKey(join(folder, 'other'));
    const port = Number(/Port (\d+)/.exec(readFileSync(join(folder, 'config'), 'utf8'))![1]);
    const more = [
      hostConfig({ name: 'off', port: await freePort() }, [...user, `IdentityFile ${folder}/id`]),
      hostConfig({ name: 'locked', port }, [...user, `IdentityFile ${other}`]),
      hostConfig({ name: 'stranger', port }, ['IdentityAgent none', 'UserKnownHostsFile /nonexistent']),
    ];
    appendFileSync(join(folder, 'config'), more.join(''));
    mkdirSync(bin, { recursive: true });
  });

  beforeEach(async () => {
    job = join(folder, 'job');
    for (const path of [job, join(bin, 'td-worker'), called]) rmSync(path, { recursive: true, force: true });
    mkdirSync(job);
    scene = await smallScene(folder);
  });

  /** Puts a td-worker on the hosts' PATH that tells when it is called. */
  function install(version: string): void {
    writeFileSync(join(bin, '../package.json'), JSON.stringify({ version }, null, 2));
    writeFileSync(join(bin, 'td-worker'), `#!/bin/sh\necho >> ${called}\nexec ${worker} "$@"\n`);
    chmodSync(join(bin, 'td-worker'), 0o755);
    if (!existsSync(join(bin, 'node'))) writeFileSync(join(bin, 'node'), '', { mode: 0o755 });
  }

  const check = async (words: readonly string[]) => {
    const { exitCode, stdout, stderr } = await runCommand('td-check', [...words, '--json'], { env });
    const hosts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as HostJson);
    return { exitCode, stderr, hosts };
  };
  const master = (words: readonly string[]) =>
    runCommand('td-master', [...argv`-x 40 -y 30 -o ${output}`, ...words], { env });

  /** What the check says, after td-master --check and the job have said the same. */
  async function checkedAndTried(words: readonly string[]): Promise<HostJson[]> {
    const before = readdirSync(job);
    const { exitCode, hosts, stderr } = await check(words);
    expect(stderr).toBe('');
    expect(readdirSync(job)).toEqual(before);
    const ofMaster = await master([...words, '--check']);
    expect(ofMaster.exitCode, ofMaster.stdout).toBe(exitCode);
    expect(readdirSync(job)).toEqual(before);
    rmSync(called, { force: true });
    const tried = await master(words);
    expect(tried.exitCode, tried.stderr).toBe(exitCode);
    return hosts;
  }

  const problemsOf = (hosts: readonly HostJson[], grade = 'error') =>
    hosts.flatMap(({ host, problems }) =>
      problems.filter((problem) => problem.grade === grade).map(({ what }) => [host, what]),
    );
  const words = (...more: string[]) => [...argv`-p ${job} --scene ${scene}`, ...more];

  describe('says what the job does:', () => {
    test('two hosts with POV-Ray alone', async () => {
      const hosts = await checkedAndTried(words('--hosts', 'pi1,pi2'));
      expect(hosts).toMatchObject([
        { host: 'pi1', ok: true, reached: true, hostKey: true, login: true, worker: 'bare' },
        { host: 'pi2', ok: true, worker: 'bare' },
      ]);
      expect(hosts[0]!.rendererVersion).toMatch(/^3\.7/);
      expect(Math.abs(hosts[0]!.clockSeconds!)).toBeLessThan(5);
    });

    test('hosts with td-worker that share the folder', async () => {
      install('0.1.0');
      const hosts = await checkedAndTried(words('--hosts', 'pi1,pi2'));
      expect(hosts.map((host) => host.worker)).toEqual(['td-worker', 'td-worker']);
      expect(existsSync(called)).toBe(true);
    });

    test('hosts with td-worker that do not see the folder', async () => {
      install('0.1.0');
      const mine = join(privateFolder, 'job');
      const hosts = await checkedAndTried(argv`--hosts pi1,pi2 -p ${mine} --scene ${scene}`);
      expect(hosts.map((host) => host.worker)).toEqual(['bare', 'bare']);
      expect(problemsOf(hosts, 'note')).toContainEqual(['pi1', 'worker']);
      expect(existsSync(called)).toBe(false);
    });

    test('hosts with another td-worker', async () => {
      install('0.0.9');
      const hosts = await checkedAndTried(words('--hosts', 'pi1,pi2'));
      expect(hosts.map((host) => host.worker)).toEqual(['bare', 'bare']);
      expect(problemsOf(hosts, 'note')).toContainEqual(['pi2', 'worker']);
      expect(existsSync(called)).toBe(false);
    });

    test('one host that works, and three that cannot be used', async () => {
      const hosts = await checkedAndTried(words('--hosts', 'off,locked,stranger,pi1'));
      expect(problemsOf(hosts)).toEqual([
        ['off', 'ssh'],
        ['locked', 'ssh'],
        ['stranger', 'ssh'],
      ]);
      expect(hosts).toMatchObject([
        { reached: false, hostKey: null, login: null },
        { reached: true, hostKey: true, login: false },
        { reached: true, hostKey: false, login: null },
        { ok: true },
      ]);
      expect(hosts.map(({ problems: [problem] }) => problem?.try).slice(0, 3)).toEqual([
        'ssh off true',
        'ssh-copy-id locked',
        'ssh stranger',
      ]);
    });

    test('none that can be used', async () => {
      await checkedAndTried(words('--hosts', 'off,locked'));
    });

    test('no POV-Ray', async () => {
      const hosts = await checkedAndTried(words('--hosts', 'pi1,pi2', '--povray', '/nonexistent/povray'));
      expect(problemsOf(hosts)).toEqual([
        ['pi1', 'renderer'],
        ['pi2', 'renderer'],
      ]);
    });

    test('a worker that is not there', async () => {
      const hosts = await checkedAndTried(words('--hosts', 'pi1,pi2', '--worker', '/nonexistent/td-worker'));
      expect(problemsOf(hosts)).toEqual([
        ['pi1', 'worker'],
        ['pi2', 'worker'],
      ]);
    });

    test('a worker that needs the job folder, which is another one', async () => {
      const mine = join(privateFolder, 'another');
      const hosts = await checkedAndTried([
        ...argv`--hosts pi1,pi2 -p ${mine} --scene ${scene} --worker`,
        worker,
      ]);
      expect(problemsOf(hosts)).toEqual([
        ['pi1', 'folder'],
        ['pi2', 'folder'],
      ]);
    });

    test('a worker that needs the scene, which is not there', async () => {
      const mine = await smallScene(privateFolder);
      const hosts = await checkedAndTried([...argv`--hosts pi1 -p ${job} --scene ${mine} --worker`, worker]);
      expect(problemsOf(hosts)).toEqual([['pi1', 'scene']]);
    });

    test('a worker that has all it needs', async () => {
      expect(problemsOf(await checkedAndTried([...words('--hosts', 'pi1', '--worker'), worker]))).toEqual([]);
    });

    test('a scene that cannot be sent', async () => {
      writeFileSync(scene, '#include "none.inc"\nsphere { 0, 1 }\n');
      writeFileSync(join(folder, 'none.inc'), 'x'.repeat(2_000));
      const hosts = await checkedAndTried(words('--hosts', 'pi1', '--send-limit', '1K'));
      expect(hosts[0]!.host).toBe(null);
      expect(problemsOf(hosts)).toEqual([[null, 'scene']]);
    });

    test('a folder with an open job', async () => {
      writeFileSync(join(job, 'lockfile'), '');
      const hosts = await checkedAndTried(words('--hosts', 'pi1'));
      expect(problemsOf(hosts)).toEqual([[null, 'folder']]);
    });
  });

  test('a band that may not move fails with its host', async () => {
    const more = words('--hosts', 'pi1,off', '--no-reassign');
    const { exitCode, stdout } = await master([...more, '--check']);
    expect({ exitCode, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      exitCode: 1,
      last: "1 of 2 hosts is ready; a job would fail, since other hosts may not take the others' bands.",
    });
    expect((await master([...more, '--retries', '0'])).exitCode).toBe(1);
  });

  test('prints a table, what is wrong, and what to type', async () => {
    const { exitCode, stdout } = await runCommand('td-check', words('--hosts', 'pi1,locked'), { env });
    expect(exitCode).toBe(0);
    const [titles, first, second] = stdout.split('\n');
    expect(titles).toMatch(/^host +SSH +POV-Ray +worker +folder +scene +RAM +\/tmp +CPUs +load +clock$/);
    expect(first).toMatch(/^pi1 +ok +3\.7\.\S+ +bare +same +sent +\d\S* +\d\S*[GMT] +\d+ +\d/);
    expect(second).toMatch(/^locked +no login$/);
    expect(stdout).toMatch(
      /\nerror: locked: authentication: Permission denied \(publickey\) .*\n {4}ssh-copy-id locked\n/,
    );
    expect(stdout).toMatch(/\n1 of 2 hosts is ready; a job would run without locked\.\n$/);
    expect(stdout).not.toContain('\u001B');
  });

  test('leaves a job that is running alone', async () => {
    writeFileSync(join(job, 'lockfile'), 'pi1 x\n');
    writeFileSync(join(job, '.td-job.json'), '{ "id": "other" }');
    await check([...words('--hosts', 'pi1,pi2', '--worker'), worker]);
    expect(readdirSync(job).sort()).toEqual(['.td-job.json', 'lockfile']);
    expect(readFileSync(join(job, 'lockfile'), 'utf8')).toBe('pi1 x\n');
  });

  test('without hosts, asks this machine', async () => {
    const { exitCode, hosts } = await check([]);
    expect({ exitCode, host: hosts[0]!.host, worker: hosts[0]!.worker }).toEqual({
      exitCode: 0,
      host: hostname(),
      worker: 'td-worker',
    });
  });

  test('with a worker that needs a folder, asks for one', async () => {
    const run = await runCommand('td-check', argv`--hosts pi1 --worker-kind ours`, { env });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('-p: Expected a folder that pi1 sees at the same path');
  });
});
