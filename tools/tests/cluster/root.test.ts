import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clusterPlaces, downForTest, patient, run, runCluster, tools, upForTest } from './run-cluster.ts';
import { tracesNow, tracesWithoutCluster } from './traces-of-a-cluster.ts';

const hosts = ['pi110', 'pi111', 'pi112'];

const ssh = (host: string, command: string) => run('ssh', ['-o', 'ConnectTimeout=2', host, command]);

// Only root can create namespaces with links between them. For other users, npm test reports these tests as skipped.
describe.skipIf(process.getuid!() !== 0)('a cluster as root', () => {
  let before: string;
  let places: Record<string, string>;

  beforeAll(async () => {
    before = await tracesWithoutCluster();
    places = await upForTest('3', '--cpu', '50');
  }, patient.timeout);
  afterAll(downForTest);

  it('prints the paths of its files', async () => {
    expect(places).toMatchObject({ shared: '/glusterfs/povray', isolation: 'machine' });
    expect(await readFile(places.hosts!, 'utf8')).toBe('pi@pi110\npi@pi111\npi@pi112\n');
    const { stdout } = await run('ssh', ['-G', 'pi111']);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'user pi',
        'hostname 10.77.0.111',
        `identityfile ${places.identity}`,
        `userknownhostsfile ${places.known_hosts}`,
      ]),
    );
  });

  it('has hosts that plain ssh reaches by name, and that know their names', async () => {
    const answers = await Promise.all(hosts.map((host) => ssh(host, 'echo $(whoami) at $(hostname)')));
    expect(answers).toMatchObject(
      hosts.map((host) => ({ exitCode: 0, stdout: `pi at ${host}`, stderr: '' })),
    );
  });

  it('works with ssh -F, and with the env file', async () => {
    const options = ['-o', 'BatchMode=yes', '-F', places.ssh_config!];
    expect(await run('ssh', [...options, 'pi112', 'hostname'])).toMatchObject({
      stdout: 'pi112',
      stderr: '',
    });
    const { stdout } = await run('sh', ['-c', `. ${places.env}; ssh pi110 hostname; cat $TD_CLUSTER_HOSTS`]);
    expect(stdout).toBe('pi110\npi@pi110\npi@pi111\npi@pi112');
  });

  it('has hosts with keys of their own', async () => {
    const keys = (await readFile(places.known_hosts!, 'utf8')).trim().split('\n');
    expect(new Set(keys.map((line) => line.split(' ')[2])).size).toBe(3);
  });

  it('has one shared folder that everyone can write to, and a /tmp for each host', async () => {
    await writeFile('/glusterfs/povray/lockfile', 'here\n');
    await ssh('pi110', 'echo pi110 >> /glusterfs/povray/lockfile; echo mine > /tmp/scene.png');
    expect(await ssh('pi111', 'cat /glusterfs/povray/lockfile; ls /tmp')).toMatchObject({
      stdout: 'here\npi110',
      stderr: '',
    });
    await ssh('pi111', 'echo pi111 > /glusterfs/povray/part');
    await appendFile('/glusterfs/povray/part', 'here\n');
    expect((await ssh('pi110', 'cat /glusterfs/povray/part')).stdout).toBe('pi111\nhere');
  });

  it('limits the processor time of everything that is started over SSH', async () => {
    expect((await ssh('pi110', 'cat /proc/self/cgroup')).stdout).toContain('/td-cluster/pi110');
    const { stderr } = await ssh(
      'pi110',
      'TIMEFORMAT="%R %U"; time for ((i = 0; i < 300000; i++)); do :; done',
    );
    const [wall = 0, user = 0] = stderr.split(' ').map(Number);
    // The first and the last period of 0.1 s may be used up at any point within them.
    expect(wall).toBeGreaterThan(2 * user - 0.11);
  });

  it('runs a command in a host as root, with its exit code', async () => {
    expect(await runCluster('exec', 'pi111', 'sh', '-c', 'hostname; id -un; exit 7')).toMatchObject({
      exitCode: 7,
      stdout: 'pi111\nroot',
    });
  });

  it('lists the processes in a host: none, then a command, until it ends', async () => {
    expect((await runCluster('ps', 'pi110')).stdout).toBe('');
    const sleeping = startIn('pi110');
    await expect.poll(() => commandsIn('pi110'), { timeout: 10_000 }).toContain('sleep 1000');
    await runCluster('exec', 'pi110', 'pkill', 'sleep');
    await sleeping;
    await expect.poll(() => commandsIn('pi110'), { timeout: 10_000 }).toEqual([]);
  });

  it('kill-sshd ends connections but not their programs; start-sshd starts sshd again', async () => {
    const sleeping = startIn('pi111');
    await expect.poll(() => commandsIn('pi111'), { timeout: 10_000 }).toContain('sleep 1000');
    expect(await runCluster('kill-sshd', 'pi111')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await sleeping).toMatchObject({ exitCode: 255 });
    expect(await commandsIn('pi111')).toEqual(['sleep 1000']);
    expect(await ssh('pi111', 'true')).toMatchObject({
      exitCode: 255,
      stderr: expect.stringContaining('Connection refused'),
    });
    expect(await statusOf('pi111')).toBe('no sshd');
    await runCluster('exec', 'pi111', 'pkill', 'sleep');
    expect(await runCluster('start-sshd', 'pi111')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await ssh('pi111', 'hostname')).toMatchObject({ stdout: 'pi111' });
    expect(await runCluster('start-sshd', 'pi111')).toMatchObject({ exitCode: 1 });
  });

  it('a frozen host accepts connections but never answers; thaw brings it back', async () => {
    expect(await runCluster('freeze', 'pi111')).toMatchObject({ exitCode: 0, stderr: '' });
    onTestFinished(async () => void (await runCluster('thaw', 'pi111')));
    expect(await statusOf('pi111')).toBe('frozen');
    const attempt = ssh('pi111', 'hostname');
    await runCluster('thaw', 'pi111');
    expect(await attempt).toMatchObject({ exitCode: 0, stdout: 'pi111' });
    await runCluster('freeze', 'pi111');
    expect(await ssh('pi111', 'hostname')).toMatchObject({ exitCode: 255 });
    expect(await statusOf('pi110')).toBe('up');
  });

  it('cut takes down the network of one host; mend brings it back', async () => {
    expect(await runCluster('cut', 'pi112')).toMatchObject({ exitCode: 0, stderr: '' });
    onTestFinished(async () => void (await runCluster('mend', 'pi112')));
    expect(await statusOf('pi112')).toBe('cut');
    const answers = await Promise.all([ssh('pi112', 'hostname'), ssh('pi110', 'hostname')]);
    expect(answers).toMatchObject([{ exitCode: 255 }, { exitCode: 0, stdout: 'pi110' }]);
    await runCluster('mend', 'pi112');
    expect(await ssh('pi112', 'hostname')).toMatchObject({ exitCode: 0, stdout: 'pi112' });
  });

  it('crash kills everything in a host without closing connections; boot brings it back', async () => {
    const sleeping = startIn('pi112', '-o', 'ServerAliveInterval=1', '-o', 'ServerAliveCountMax=1');
    await expect.poll(() => commandsIn('pi112'), { timeout: 10_000 }).toContain('sleep 1000');
    expect(await runCluster('crash', 'pi112')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await commandsIn('pi112')).toEqual([]);
    expect(await sleeping).toMatchObject({
      exitCode: 255,
      stderr: expect.stringContaining('not responding'),
    });
    expect(await runCluster('boot', 'pi112')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await ssh('pi112', 'hostname')).toMatchObject({ exitCode: 0, stdout: 'pi112' });
  });

  it('umount-shared unmounts the shared folder in one host; mount-shared mounts it again', async () => {
    await writeFile('/glusterfs/povray/seen', '');
    const list = 'ls /glusterfs/povray/seen && touch /glusterfs/povray/written';
    expect(await ssh('pi110', list)).toMatchObject({ exitCode: 0 });
    await runCluster('umount-shared', 'pi110');
    const answers = await Promise.all([ssh('pi110', list), ssh('pi111', list)]);
    expect(answers).toMatchObject([{ exitCode: 2 }, { exitCode: 0 }]);
    expect(await ssh('pi110', 'touch /glusterfs/povray/written')).toMatchObject({ exitCode: 1 });
    await runCluster('mount-shared', 'pi110');
    expect(await ssh('pi110', list)).toMatchObject({ exitCode: 0 });
  });

  it('allows one cluster at a time: a second up fails and changes nothing', async () => {
    const during = await tracesNow();
    expect(await runCluster('up', '2')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'tools/cluster: a cluster is up already, with 3 hosts: tools/cluster down',
    });
    expect(await tracesNow()).toBe(during);
  });

  it('refuses wrong usage and unknown hosts', async () => {
    expect(await runCluster('up', 'x')).toMatchObject({ exitCode: 2 });
    expect(await runCluster('up', '3', '--first', '253')).toMatchObject({ exitCode: 2 });
    expect(await runCluster('up', '3', '--colour', 'red')).toMatchObject({ exitCode: 2 });
    expect(await runCluster('fly')).toMatchObject({ exitCode: 2 });
    expect(await runCluster('cut', 'pi119')).toMatchObject({
      exitCode: 1,
      stderr: 'tools/cluster: no host pi119 in this cluster: pi110 pi111 pi112',
    });
  });

  it('names the package of a missing program', async () => {
    const hidden = 'mount -n -t tmpfs none /usr/sbin && exec "$0" up 1';
    expect(await run('unshare', ['-m', 'sh', '-c', hidden, `${tools}/cluster`])).toMatchObject({
      exitCode: 1,
      stderr: 'tools/cluster: sshd is missing: apt-get install openssh-server',
    });
  });

  it('down leaves no trace, whatever runs in the hosts, and can be repeated', patient, async () => {
    await runCluster('freeze', 'pi110');
    const sleeping = startIn('pi111', '-o', 'ServerAliveInterval=1');
    await expect.poll(() => commandsIn('pi111'), { timeout: 10_000 }).toContain('sleep 1000');
    const during = await tracesNow();
    for (const trace of [
      'pi111',
      'td-v112',
      'tdbr0',
      '# td-cluster',
      'pi:',
      '/opt/povray',
      '/run/netns',
      'sshd:',
    ])
      expect(during).toContain(trace);
    expect(await runCluster('down')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    await sleeping;
    expect(await downForTest()).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await tracesWithoutCluster()).toBe(before);
  });

  it('down removes what a killed up had created', patient, async () => {
    const args = [
      'up',
      '3',
      '--prefix',
      'killed',
      '--cpu',
      '50',
      '--wait',
      '250',
      '--owner',
      String(process.pid),
    ];
    const up = run(`${tools}/cluster`, args);
    await expect.poll(tracesNow, { interval: 10, timeout: 250_000 }).toContain('killed110');
    up.kill('SIGKILL');
    await up;
    expect(await downForTest()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await tracesWithoutCluster()).toBe(before);
  });

  it('the next up removes a cluster whose owner has exited', patient, async () => {
    const owner = run('sleep', ['1000']);
    await clusterPlaces('up', '1', '--prefix', 'old', '--wait', '250', '--owner', String(owner.pid));
    owner.kill();
    await owner;
    await upForTest('1', '--prefix', 'new');
    expect((await runCluster('status')).stdout).toMatch(/host\tnew110\tup$/);
    await downForTest();
    expect(await tracesWithoutCluster()).toBe(before);
  });

  it('down --abandoned removes only a cluster whose owner has exited', patient, async () => {
    const owner = run('sleep', ['1000']);
    await clusterPlaces('up', '1', '--wait', '250', '--owner', String(owner.pid));
    expect(await runCluster('down', '--abandoned')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect((await runCluster('status')).stdout).toMatch(/host\tpi110\tup$/);
    owner.kill();
    await owner;
    expect(await tracesWithoutCluster()).toBe(before);
  });

  it('has a GlusterFS volume as shared folder, mounted in each host over its link', patient, async () => {
    await upForTest('2', '--gluster');
    await ssh('pi110', 'echo from pi110 > /glusterfs/povray/part');
    expect(await ssh('pi111', 'cat /glusterfs/povray/part; stat -f -c %T /glusterfs/povray')).toMatchObject({
      stdout: 'from pi110\nfuseblk',
      stderr: '',
    });
    expect(await readFile('/glusterfs/povray/part', 'utf8')).toBe('from pi110\n');
    await appendFile('/glusterfs/povray/part', 'and here\n');
    // A client may use its cached content for a second.
    await expect
      .poll(async () => (await ssh('pi111', 'cat /glusterfs/povray/part')).stdout, { timeout: 10_000 })
      .toBe('from pi110\nand here');
    expect((await runCluster('ps', 'pi110')).stdout).toBe('');
    await runCluster('umount-shared', 'pi110');
    expect((await ssh('pi110', 'ls /glusterfs/povray')).stdout).toBe('');
    await runCluster('mount-shared', 'pi110');
    expect((await ssh('pi110', 'ls /glusterfs/povray')).stdout).toBe('part');
    expect(await tracesNow()).toContain('glusterfsd');
    expect(await downForTest()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await tracesWithoutCluster()).toBe(before);
  });
});

function startIn(host: string, ...options: string[]) {
  return run('ssh', [...options, host, 'exec sleep 1000']);
}

/** Commands in a host, except those of sshd. */
async function commandsIn(host: string): Promise<string[]> {
  const { stdout } = await runCluster('ps', host);
  return stdout
    .split('\n')
    .map((line) => line.split('\t')[2] ?? '')
    .filter((command) => command !== '' && !command.startsWith('sshd'));
}

async function statusOf(host: string): Promise<string | undefined> {
  const { stdout } = await runCluster('status');
  return new RegExp(`^host\t${host}\t(.*)$`, 'm').exec(stdout)?.[1];
}
