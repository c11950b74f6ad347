import { readFileSync, writeFileSync } from 'node:fs';
import { closing } from '@task-distributor/testing';
import { expect, it, onTestFinished } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import { HostSettings } from '../../src/ssh/host-settings.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { outcome } from './run-on-host.ts';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi0']);
const names = Array.from({ length: 40 }, (_, i) => `pi${i}`);

it.each([
  ['ssh2', createSshLauncher],
  ['openssh', createOpensshLauncher],
])(
  '40 hosts at the same time, with one signal, give no warning: %s',
  async (_, create) => {
    const warnings: Error[] = [];
    const see = (warning: Error): void => void warnings.push(warning);
    process.on('warning', see);
    onTestFinished(() => void process.off('warning', see));
    sshds.configure(Object.fromEntries(names.map((name) => [name, []])));
    const launcher = closing(create({ sshConfigFile: sshds.configFile, connectTimeoutSeconds: 60 }));
    const { signal } = new AbortController();
    const outputs = names.map(async (name) => {
      const started = await launcher.start(parseHostAddress(name), `echo ${name}`, signal);
      started.stdin.end();
      return (await outcome(started)).stdout.trim();
    });
    expect(await Promise.all(outputs)).toEqual(names);
    await launcher.close();
    expect(warnings).toEqual([]);
  },
  120_000,
);

it('a slow Match exec does not run for one host after the other', async () => {
  sshds.configure({ pi0: [] });
  const config = readFileSync(sshds.configFile, 'utf8');
  writeFileSync(sshds.configFile, `Match exec "sleep 2"\n  Compression no\n${config}`);
  const settings = new HostSettings(sshds.configFile);
  const before = performance.now();
  await Promise.all(names.map((name) => settings.of(parseHostAddress(name))));
  settings.close();
  // One after the other, that is 80 s.
  expect(performance.now() - before).toBeLessThan(40_000);
}, 60_000);
