import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { closing, freePort, readAll, temporaryFolder } from '@task-distributor/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1']);
const folder = temporaryFolder();
const ways = { ssh2: createSshLauncher, openssh: createOpensshLauncher };
const taken = createServer();
let port: number;

beforeAll(async () => {
  port = await freePort();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
});

afterAll(() => void taken.close());

describe.each(Object.entries(ways))(
  "the user's settings for a session at a terminal do not matter: %s",
  (way, create) => {
    it.each([
      ['RemoteCommand', () => ['RemoteCommand tmux attach']],
      ['RequestTTY', () => ['RequestTTY force']],
      ['StdinNull', () => ['StdinNull yes']],
      ['ForkAfterAuthentication', () => ['ForkAfterAuthentication yes', 'StdinNull yes']],
      ['SessionType', () => ['SessionType none']],
      [
        'LocalForward to a port that is taken',
        () => [`LocalForward 127.0.0.1:${port} localhost:1`, 'ExitOnForwardFailure yes'],
      ],
      [
        'RemoteForward to a port that is taken',
        () => [`RemoteForward 127.0.0.1:${port} localhost:1`, 'ExitOnForwardFailure yes'],
      ],
      [
        'DynamicForward to a port that is taken',
        () => [`DynamicForward 127.0.0.1:${port}`, 'ExitOnForwardFailure yes'],
      ],
      [
        'Tunnel to a device that is not there',
        () => ['Tunnel ethernet', 'TunnelDevice 77:78', 'ExitOnForwardFailure yes'],
      ],
      ['VisualHostKey', () => ['VisualHostKey yes']],
      ['LogLevel QUIET', () => ['LogLevel QUIET']],
      ['LogLevel DEBUG3', () => ['LogLevel DEBUG3']],
      ['ControlMaster', () => ['ControlMaster auto', `ControlPath ${folder}/own-%C`, 'ControlPersist 1']],
    ])('%s', async (_, lines) => {
      sshds.configure({ pi1: lines() });
      const launcher = closing(create({ sshConfigFile: sshds.configFile }));
      const started = await launcher.start(
        parseHostAddress('pi1'),
        'tr a-z A-Z; exit 3',
        new AbortController().signal,
      );
      started.stdin.end('hello');
      const [out, err, end] = await Promise.all([
        readAll(started.stdout),
        readAll(started.stderr),
        started.ended,
      ]);
      expect({ out, err, end }).toEqual({ out: 'HELLO', err: '', end: { exitCode: 3 } });
    });

    it('a slow Match exec runs once for each host, and not for each process', async () => {
      const runs = join(folder, `runs-${way}`);
      sshds.configure({ pi1: [] });
      const config = readFileSync(sshds.configFile, 'utf8');
      writeFileSync(sshds.configFile, `Match exec "echo x >> ${runs}"\n  Compression no\n${config}`);
      const launcher = closing(create({ sshConfigFile: sshds.configFile }));
      for (let i = 0; i < 3; i += 1) {
        const started = await launcher.start(parseHostAddress('pi1'), 'true', new AbortController().signal);
        await started.ended;
      }
      const count = readFileSync(runs, 'utf8').length / 2;
      // The system's ssh reads the settings once more itself, when it connects.
      expect(count).toBe(way === 'ssh2' ? 1 : 2);
    });

    it('a ProxyJump in a circle is found before anything is started', async () => {
      sshds.configure({ pi1: ['ProxyJump pi2'], pi2: ['ProxyJump pi1'] });
      const launcher = closing(create({ sshConfigFile: sshds.configFile }));
      const starting = launcher.start(parseHostAddress('pi1'), 'true', new AbortController().signal);
      await expect(starting).rejects.toThrow(
        /pi1: .*ProxyJump goes round in a circle: pi1, pi2, pi1; check ssh_config$/,
      );
    });
  },
);

/** As ssh was before OpenSSH 8.7. */
const olderSsh = `#!/bin/sh
case "$*" in *SessionType*|*StdinNull*|*ForkAfterAuthentication*)
  echo 'command-line: line 0: Bad configuration option' >&2; exit 255 ;; esac
[ "$1" = -G ] || exec /usr/bin/ssh "$@"
/usr/bin/ssh "$@" | grep -v -i -e '^sessiontype ' -e '^stdinnull ' -e '^forkafterauthentication '`;

it('an older ssh gets no settings that it does not know', async () => {
  writeFileSync(join(folder, 'ssh'), olderSsh, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  sshds.configure({ pi1: ['RemoteCommand tmux attach'] });
  const launcher = closing(createOpensshLauncher({ sshConfigFile: sshds.configFile }));
  expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
});
