import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closing } from '@task-distributor/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1', 'gate', 'outer']);
const { folder } = sshds;
const ways = { ssh2: createSshLauncher, openssh: createOpensshLauncher };
const known = join(folder, 'new-hosts');

beforeEach(() => writeFileSync(known, ''));

const added = (name: string): unknown =>
  expect.stringMatching(
    new RegExp(
      `^Permanently added '\\[127.0.0.1\\]:${sshds.get(name).port}' \\(.*\\) to the list of known hosts\\.$`,
    ),
  );

describe.each(Object.entries(ways))('--accept-new says which keys it has added: %s', (_, create) => {
  async function connect(jump: string): Promise<string[]> {
    const lines = ['IdentityAgent none', `IdentityFile ${sshds.identity}`, `UserKnownHostsFile ${known}`];
    sshds.configure({ pi1: [`ProxyJump ${jump}`], gate: [], outer: [] }, lines);
    const notices: string[] = [];
    const options = { sshConfigFile: sshds.configFile, acceptNew: true };
    const launcher = closing(create({ ...options, notify: (line) => notices.push(line) }));
    expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
    return notices;
  }

  it('of the host itself', async () => {
    expect(await connect('none')).toEqual([added('pi1')]);
    expect(await connect('none')).toEqual([]);
  });

  it('of all hosts on the way there, at the first attempt', async () => {
    expect(await connect('outer,gate')).toEqual([added('outer'), added('gate'), added('pi1')]);
    expect(readFileSync(known, 'utf8').trim().split('\n')).toHaveLength(3);
    expect(await connect('outer,gate')).toEqual([]);
  });
});
