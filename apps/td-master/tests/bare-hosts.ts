import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findProcesses,
  hostConfig,
  makeKey,
  pathWithSsh,
  publicKey,
  type Sshd,
  startSshd,
  temporaryFolder,
} from '@task-distributor/testing';
import { afterAll, beforeAll } from 'vitest';

/** Hosts, reached over a real sshd, that have a POV-Ray and the programs of POSIX, and do not see the scenes. */
export interface BareHosts {
  readonly folder: string;
  /** Empty for the hosts. */
  readonly scenes: string;
  readonly env: NodeJS.ProcessEnv;
  /** Their /tmp. */
  readonly temporary: string;
  /** The first that runs on a host and has this text in its command line. */
  running(text: string): Promise<{ pid: number }[]>;
}

export function useBareHosts(names: readonly string[]): BareHosts {
  const folder = temporaryFolder();
  const [scenes, theirs, home, bin] = ['scenes', 'theirs', 'home', 'path'].map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string, string];
  // In /var/tmp, because /tmp has the scenes.
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const identity = makeKey(join(folder, 'id'));
  for (const program of execFileSync('sh', ['-c', 'ls /usr/bin /bin'], { encoding: 'utf8' }).split('\n')) {
    if (program === '' || /^(node|npm|npx|td-.*|corepack|\/.*)$/.test(program)) continue;
    try {
      symlinkSync(`/usr/bin/${program}`, join(bin, program));
    } catch {
      // It is in both.
    }
  }
  const mark = `TD_HOST=${folder}`;
  let sshd: Sshd;
  beforeAll(async () => {
    const enter = join(folder, 'enter');
    const variables = [
      `HOME=${home}`,
      `PATH=${bin}`,
      `TMPDIR=${temporary}`,
      mark,
      'USER=pi',
      'SHELL=/bin/sh',
    ];
    const inside = `mount --bind ${theirs} ${scenes}; exec sh -c "$1"`;
    writeFileSync(
      enter,
      `exec env -i ${variables.join(' ')} unshare -m sh -c '${inside}' host "$SSH_ORIGINAL_COMMAND"\n`,
    );
    const config = `ForceCommand sh ${enter}`;
    sshd = await startSshd({ folder, name: 'hosts', authorizedKeys: publicKey(identity), config });
    const { port, hostKey } = sshd;
    writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);
    const user = [
      'IdentityAgent none',
      `IdentityFile ${identity}`,
      `UserKnownHostsFile ${folder}/known_hosts`,
    ];
    writeFileSync(join(folder, 'config'), names.map((name) => hostConfig({ name, port }, user)).join(''));
  });
  afterAll(() => sshd.stop());
  return {
    folder,
    scenes,
    temporary,
    env: { PATH: pathWithSsh(folder) },
    async running(text) {
      const found = await findProcesses(mark, 'environ');
      return found.filter(({ command }) => command.includes(text));
    },
  };
}
