import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathWithSsh } from '@task-distributor/testing';
import { expect, it, onTestFinished } from 'vitest';
import { runCluster } from '../cluster/run-cluster.ts';
import { listing } from './job-folder.ts';
import { samples, temporaryImage, uncut } from './picture.ts';
import { blob, hostsFile, ourWorker, shared } from './places.ts';
import { runTd } from './run-td.ts';

export function waysOfSsh(): void {
  const job = ['-x', '160', '-y', '121', '-p', shared, '--scene', blob, '--worker', ourWorker];

  it('--via openssh does the same job', async () => {
    const output = temporaryImage();
    const hosts = ['-n', '3', '--hosts', hostsFile, '--via', 'openssh'];
    const { exitCode, stderr } = await runTd('td-master', [...job, ...hosts, '-o', output]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await samples(output)).toEqual(await samples(await uncut(160, 121)));
  });

  it.each(['ssh', 'openssh'])(
    '--via %s refuses the unknown key of a host, unless --accept-new',
    async (way) => {
      const output = temporaryImage();
      const ssh = await sshWithoutHostKeys(dirname(output));
      const master = (...more: string[]) =>
        runTd(
          'td-master',
          [...job, '--hosts', 'pi@pi110', '--via', way, '--retries', '0', '-o', output, ...more],
          {
            env: { PATH: ssh.PATH },
          },
        );
      const refused = await master();
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/^td-master: pi@pi110: .*Host key verification failed/);
      expect(refused.stderr).toContain('ssh pi@pi110');
      expect(await listing()).toEqual([]);

      const accepted = await master('--accept-new');
      expect(accepted).toMatchObject({ exitCode: 0 });
      expect(await readFile(ssh.knownHosts, 'utf8')).toMatch(/^\S+ ssh-ed25519 /m);
      expect(await samples(output)).toEqual(await samples(await uncut(160, 121)));

      await rm(output);
      expect(await master('-f')).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  it('another host takes the band of a host that is down', async () => {
    const output = temporaryImage();
    onTestFinished(async () => void (await runCluster('start-sshd', 'pi111')));
    await runCluster('kill-sshd', 'pi111');
    const hosts = ['--hosts', 'pi@pi110,pi@pi111'];
    const { exitCode, stderr } = await runTd('td-master', [...job, ...hosts, '-o', output]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^td-master: pi@pi111 rows 62-121: attempt 1 of 3 failed: .*Connection refused/);
    expect(await samples(output)).toEqual(await samples(await uncut(160, 121)));
  });

  it('a job fails if no other host may take the band of a host that is down, and keeps the other part', async () => {
    const output = temporaryImage();
    onTestFinished(async () => void (await runCluster('start-sshd', 'pi111')));
    await runCluster('kill-sshd', 'pi111');
    const hosts = ['--hosts', 'pi@pi110,pi@pi111', '--no-reassign', '--retries', '0'];
    const { exitCode, stderr } = await runTd('td-master', [...job, ...hosts, '-o', output]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^td-master: pi@pi111 rows 62-121: .*Connection refused.*; try: ssh pi@pi111/);
    expect(await listing()).toEqual(['rows-000001-000061.png']);
  });
}

/** Writes an `ssh` that can reach the cluster but knows none of the host keys. */
async function sshWithoutHostKeys(folder: string): Promise<{ knownHosts: string; PATH: string }> {
  const knownHosts = `${folder}/known_hosts`;
  const config = await readFile('/var/lib/td-cluster/ssh_config', 'utf8');
  const ownConfig = `${folder}/ssh_config`;
  await writeFile(ownConfig, config.replaceAll(/(?<=UserKnownHostsFile ).*/g, knownHosts));
  return { knownHosts, PATH: pathWithSsh(folder, ownConfig) };
}
