import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closing, freezeChildren, processesWith, publicKey, startSshd } from '@task-distributor/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEitherSshLauncher } from '../../src/ssh/either-ssh-launcher.ts';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { listen } from './listen.ts';
import { launch, run } from './run-on-host.ts';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1']);
const { folder } = sshds;
const ways = { ssh2: createSshLauncher, openssh: createOpensshLauncher, either: createEitherSshLauncher };

beforeAll(() => {
  process.env['TMPDIR'] = folder;
});

describe.each(Object.entries(ways))('a launcher that is closed: %s', (_, create) => {
  it('does not wait for a Match exec, and leaves nothing running', async () => {
    const seconds = `6${Math.floor(Math.random() * 1e6)}`;
    sshds.configure({ pi1: [] });
    writeFileSync(sshds.configFile, `Match exec "sleep ${seconds}"\nUser nobody\n`);
    const launcher = create({ sshConfigFile: sshds.configFile });
    const refused = expect(launch(launcher, 'pi1', 'true')).rejects.toThrow('The launcher was closed');
    await expect.poll(() => processesWith(seconds), { timeout: 10_000 }).not.toEqual([]);
    const before = performance.now();
    await launcher.close();
    await refused;
    expect(performance.now() - before).toBeLessThan(3_000);
    await expect.poll(() => processesWith(seconds)).toEqual([]);
  });

  it('does not wait for a host that is mute, and leaves nothing running', async () => {
    const port = await listen((socket) => socket.resume());
    sshds.configure({ pi1: [] });
    const sockets = socketFolders();
    const launcher = create({ sshConfigFile: sshds.configFile });
    const refused = expect(launch(launcher, `pi1:${port}`, 'true')).rejects.toThrow(/closed/);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const before = performance.now();
    await launcher.close();
    await refused;
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(await processesWith(String(port))).toEqual([]);
    expect(socketFolders()).toEqual(sockets);
  });

  it('does not wait for a host that has frozen, and leaves nothing running', async () => {
    sshds.configure({ pi1: [] });
    const sockets = socketFolders();
    const launcher = create({ sshConfigFile: sshds.configFile });
    const started = await launch(launcher, 'pi1', 'exec sleep 100');
    freezeChildren(sshds.get().pid);
    const refused = expect(launch(launcher, 'pi1', 'true')).rejects.toThrow(/closed/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = performance.now();
    await launcher.close();
    expect(performance.now() - before).toBeLessThan(3_000);
    await refused;
    expect((await started.ended).exitCode).toBe(null);
    expect(socketFolders()).toEqual(sockets);
    await expect.poll(async () => (await processesWith(sshds.configFile)).filter(isSsh)).toEqual([]);
  });
});

function isSsh(command: string): boolean {
  return /^ssh\b/.test(command);
}

describe.each(Object.entries(ways))('a login shell that never reaches the command: %s', (_, create) => {
  it.each(['cat', 'read x', 'exec sleep 77'])('because of %s in its start-up files', async (line) => {
    const startUp = join(folder, 'start-up');
    writeFileSync(startUp, `${line}\n`);
    // A forced command, so that the user's own files stay as they are.
    const command = `BASH_ENV=${startUp} exec bash -c \\"$SSH_ORIGINAL_COMMAND\\"`;
    const authorizedKeys = `command="${command}" ${publicKey(sshds.identity)}`;
    const sshd = await startSshd({ folder, name: 'stuck', authorizedKeys });
    onTestFinished(() => sshd.stop());
    sshds.configure({
      pi1: ['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${folder}/stuck_hosts`],
    });
    const launcher = closing(create({ sshConfigFile: sshds.configFile, timing: { shellSeconds: 1 } }));
    await expect(run(launcher, `pi1:${sshd.port}`, 'true')).rejects.toThrow(
      'pi1: starting the command: the login shell did not reach it within 1 s; ' +
        'its start-up files (.bashrc, .profile) must not wait for input or execute another program',
    );
  });
});

function socketFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('td-ssh-'));
}
