import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from '@task-distributor/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { execa } from 'execa';
import { placesOf, run, tools } from './run-cluster.ts';

// Root creates a user for these tests, because sshd needs one with a shell. Otherwise they run as the current user.
const isRoot = process.getuid!() === 0;
const user = isRoot ? `td-test-${process.pid}` : process.env.USER!;

describe('a cluster without root', () => {
  let folder: string;
  let shared: string;
  let uid: string;
  let gid: string;

  beforeAll(async () => {
    folder = await mkdtemp('/var/tmp/td-cluster-');
    // In /tmp: each host has its own /tmp, but must still see this folder.
    shared = await mkdtemp('/tmp/td-shared-');
    // The checkout may be readable only for root.
    await execa('chmod', ['755', folder]);
    for (const name of ['cluster', 'cluster.d', 'original-style'])
      await cp(join(tools, name), join(folder, name), { recursive: true });
    if (isRoot)
      await execa('useradd', ['--create-home', '-d', `${folder}/home`, '-p', '*', '-s', '/bin/bash', user]);
    if (isRoot) await execa('chown', [user, shared]);
    uid = (await execa('id', ['-u', user])).stdout;
    gid = (await execa('id', ['-g', user])).stdout;
  });
  afterAll(async () => {
    if (isRoot) await execa('userdel', [user], { reject: false });
    await rm(folder, { recursive: true, force: true });
    await rm(shared, { recursive: true, force: true });
  });

  afterEach(() => asUser(`${folder}/cluster`, 'down'));

  const asUser = (...command: string[]) => {
    const env = { HOME: `${folder}/home`, XDG_STATE_HOME: `${folder}/home/state` };
    const drop = ['--reuid', uid, '--regid', gid, '--init-groups', '--'];
    return isRoot
      ? run('setpriv', [...drop, ...command], { env })
      : run(command[0]!, command.slice(1), { env });
  };

  // Runs the command in a user namespace that allows only one more, so that the kernel refuses further ones.
  const asUserWithoutNamespaces = (...command: string[]) =>
    asUser(
      ...argv`unshare -U -r sh -c`,
      `echo 1 >/proc/sys/user/max_user_namespaces && exec unshare -U --map-user=${uid} --map-group=${gid} -- "$@"`,
      'sh',
      ...command,
    );

  const processesLeft = async () =>
    (await run('sh', ['-c', `ps -eo stat=,args= | grep -v ^Z | grep ${folder} | grep -v grep`])).stdout;

  const session = (places: Record<string, string>) => ({
    ssh: (host: string, command: string) => asUser('ssh', '-F', places.ssh_config!, host, command),
  });

  it('gives hosts their own names and /tmp, where the kernel lets users create namespaces', async () => {
    const probe = await asUser('unshare', '-U', '-r', '-m', '-u', '-p', '-f', '--mount-proc', 'true');
    const names = probe.exitCode === 0;
    const up = await asUser(`${folder}/cluster`, 'up', '3', '--shared', shared);
    expect(up.exitCode, up.stderr).toBe(0);
    const places = placesOf(up.stdout);
    expect(places.isolation).toBe(names ? 'names' : 'none');
    expect(up.stderr).toContain(names ? 'without root: no network links' : 'no namespaces here');
    expect(await readFile(places.hosts!, 'utf8')).toBe(`${user}@pi110\n${user}@pi111\n${user}@pi112\n`);
    const { ssh } = session(places);
    const own = (await run('hostname', [])).stdout;
    for (const host of ['pi110', 'pi111', 'pi112'])
      expect(await ssh(host, 'hostname')).toMatchObject({ stdout: names ? host : own, stderr: '' });

    await ssh('pi110', `echo shared > ${places.shared}/part; echo mine > /tmp/td-mine-${uid}`);
    const seen = await ssh('pi111', `cat ${places.shared}/part; rm /tmp/td-mine-${uid}`);
    expect(seen).toMatchObject({ stdout: 'shared', exitCode: names ? 1 : 0 });

    const env = await asUser('sh', '-c', `. ${places.env}; ssh -G pi111; ssh pi111 whoami`);
    expect(env.stdout).toContain('hostname 127.0.0.1\n');
    expect(env.stdout.endsWith(user)).toBe(true);
    expect(await asUser(`${folder}/cluster`, 'cut', 'pi110')).toMatchObject({
      exitCode: 1,
      stderr: 'tools/cluster: cut needs root and namespaces',
    });
    await killedAndStarted(ssh);
    expect(await asUser(`${folder}/cluster`, 'down')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await processesLeft()).toBe('');
    expect(await asUser('ls', '-A', `${folder}/home/state`)).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('works without namespaces, and reports what is missing', async () => {
    const up = await asUserWithoutNamespaces(`${folder}/cluster`, 'up', '2');
    expect(up.exitCode, up.stderr).toBe(0);
    expect(up.stderr).toContain(
      'no namespaces here: the hosts have no host name, /tmp, link or process numbers',
    );
    const places = placesOf(up.stdout);
    expect(places.isolation).toBe('none');
    const { ssh } = session(places);
    expect(await ssh('pi111', 'whoami; echo $TD_CLUSTER_HOST')).toMatchObject({ stdout: `${user}\npi111` });
    await killedAndStarted(ssh);
    expect(await asUser(`${folder}/cluster`, 'umount-shared', 'pi111')).toMatchObject({
      exitCode: 1,
      stderr: 'tools/cluster: umount-shared needs namespaces',
    });
    expect(await asUser(`${folder}/cluster`, 'down')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await processesLeft()).toBe('');
  });

  async function killedAndStarted(ssh: (host: string, command: string) => ReturnType<typeof run>) {
    const cluster = (...args: string[]) => asUser(`${folder}/cluster`, ...args);
    const sleeping = ssh('pi111', 'exec sleep 1000');
    await expect
      .poll(async () => (await cluster('ps', 'pi111')).stdout, { timeout: 10_000 })
      .toContain('sleep 1000');
    expect(await cluster('kill-sshd', 'pi111')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await sleeping).toMatchObject({ exitCode: 255 });
    expect((await cluster('ps', 'pi111')).stdout).toMatch(/^\d+\t\S+\tsleep 1000$/);
    expect((await ssh('pi111', 'true')).stderr).toContain('Connection refused');
    expect((await ssh('pi110', 'echo there')).stdout).toBe('there');
    await cluster('crash', 'pi111');
    expect((await cluster('ps', 'pi111')).stdout).toBe('');
    expect(await cluster('boot', 'pi111')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await ssh('pi111', 'echo back')).stdout).toBe('back');
    await cluster('freeze', 'pi111');
    expect((await cluster('status')).stdout).toMatch(/host\tpi111\tfrozen/);
  }
});
