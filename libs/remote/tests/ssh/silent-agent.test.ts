import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Launcher } from '../../src/launcher.ts';
import { parseHostAddress } from '../../src/host-address.ts';
import { createEitherSshLauncher } from '../../src/ssh/either-ssh-launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { launch, run } from './run-on-host.ts';
import { closing, makeKey } from '@task-distributor/testing';
import { startMuteAgent, startUnsigningAgent } from './silent-agents.ts';
import { useSshds } from './use-sshds.ts';

let inAgent = '';
const sshds = useSshds(['pi113'], {
  authorize: (folder) => {
    inAgent = makeKey(join(folder, 'in-agent'));
    return [inAgent, join(folder, 'id')];
  },
});

const startMute = () => startMuteAgent(sshds.folder);
const startUnsigning = () => startUnsigningAgent(sshds.folder, inAgent);

function launcherWith(
  agent: string,
  file: string,
  { connectTimeoutSeconds = 5, agentSeconds = 0.2, create = createSshLauncher } = {},
): Launcher {
  sshds.configure({ pi113: [] }, [
    `IdentityAgent ${agent}`,
    `IdentityFile ${file}`,
    `UserKnownHostsFile ${sshds.knownHosts}`,
  ]);
  const options = { sshConfigFile: sshds.configFile, connectTimeoutSeconds, timing: { agentSeconds } };
  return closing(create(options));
}

it('counts an agent that does not answer as one without keys', async () => {
  const agent = await startMute();
  expect((await run(launcherWith(agent.path, sshds.identity), 'pi113', 'echo in')).stdout).toBe('in\n');
  await expect.poll(agent.connections).toBe(0);
});

it('names an agent that does not answer when the login fails', async () => {
  const agent = await startMute();
  await expect(launch(launcherWith(agent.path, 'none'), 'pi113', 'true')).rejects.toThrow(
    `no usable key, the ssh agent did not answer (${agent.path}); try: SSH_AUTH_SOCK=${agent.path} ssh-add -l`,
  );
  await expect.poll(agent.connections).toBe(0);
});

it('tries the key files after an agent that never signs, though the host must answer sooner', async () => {
  const agent = await startUnsigning();
  const launcher = launcherWith(agent.path, sshds.identity, { connectTimeoutSeconds: 1, agentSeconds: 0.5 });
  expect((await run(launcher, 'pi113', 'echo in')).stdout).toBe('in\n');
  await expect.poll(agent.connections).toBe(0);
});

it('tries the file of a key that the agent has as well, and does not sign with', async () => {
  const agent = await startUnsigning();
  expect((await run(launcherWith(agent.path, inAgent), 'pi113', 'echo in')).stdout).toBe('in\n');
});

it("does not leave a host to the system's ssh, which would wait for the agent", async () => {
  for (const agent of [await startMute(), await startUnsigning()]) {
    const launcher = launcherWith(agent.path, 'none', { create: createEitherSshLauncher });
    await expect(launch(launcher, 'pi113', 'true')).rejects.toThrow('the ssh agent did not answer');
    expect(launcher.wayTo(parseHostAddress('pi113')).name).toBe('ssh');
  }
});

it('names an agent that never signs when the login fails', async () => {
  const agent = await startUnsigning();
  await expect(launch(launcherWith(agent.path, 'none'), 'pi113', 'true')).rejects.toThrow(
    `tried agent (1 keys), the ssh agent did not answer (${agent.path})`,
  );
});

it.each([
  ['list its keys', startMute],
  ['sign', startUnsigning],
])('stops waiting for an agent to %s when the launcher is closed', async (_, start) => {
  const agent = await start();
  const launcher = launcherWith(agent.path, 'none', { agentSeconds: 600 });
  const launching = expect(launch(launcher, 'pi113', 'true')).rejects.toThrow('The launcher was closed');
  await expect.poll(agent.connections).toBe(1);
  await launcher.close();
  await launching;
  await expect.poll(agent.connections).toBe(0);
});
