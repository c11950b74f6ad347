import { appendFileSync } from 'node:fs';
import { publicKey, readLine, startSshd } from '@task-distributor/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { launch } from './run-on-host.ts';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1']);
let launcher: ReturnType<typeof createSshLauncher>;

beforeAll(() => {
  launcher = createSshLauncher({ sshConfigFile: sshds.configFile });
  return () => launcher.close();
});

// Other tests set shorter times. These wait for the default times, concurrently.
describe.concurrent('by default', () => {
  it('a connection that hangs is lost after 15 s', async () => {
    const own = createSshLauncher({ sshConfigFile: sshds.configFile });
    const started = await launch(own, 'pi1', 'echo $PPID; exec cat');
    const session = Number(await readLine(started.stdout));
    process.kill(session, 'SIGSTOP');
    const begin = performance.now();
    const end = await started.ended;
    process.kill(session, 'SIGKILL');
    await own.close();
    expect(end).toEqual({ exitCode: null, reason: 'connection lost: the host does not answer' });
    expectSeconds(begin, 10, 20);
  });

  it('a login shell that never reaches the command is given up after 15 s', async () => {
    const { folder, identity, knownHosts } = sshds;
    const config = 'ForceCommand sleep 77';
    const sshd = await startSshd({ folder, name: 'stuck', authorizedKeys: publicKey(identity), config });
    appendFileSync(knownHosts, `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
    const begin = performance.now();
    await expect(launch(launcher, `pi1:${sshd.port}`, 'true')).rejects.toThrow(
      'pi1: starting the command: the login shell did not reach it within 15 s; ',
    );
    expectSeconds(begin, 14.9, 25);
    await sshd.stop();
  });

  it('a process that ignores SIGTERM and the end of its stdin is given up after 10 s', async () => {
    const started = await launch(launcher, 'pi1', 'trap "" TERM; echo $$; exec sleep 60');
    const pid = Number(await readLine(started.stdout));
    const begin = performance.now();
    started.stop('SIGTERM');
    const end = await started.ended;
    process.kill(pid, 'SIGKILL');
    expect(end).toEqual({ exitCode: null, reason: 'did not answer SIGTERM; its channel was closed' });
    expectSeconds(begin, 9.9, 14);
  });
});

function expectSeconds(begin: number, least: number, most: number): void {
  const seconds = (performance.now() - begin) / 1000;
  expect(seconds).toBeGreaterThan(least);
  expect(seconds).toBeLessThan(most);
}
