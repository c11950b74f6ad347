import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import {
  hostConfig,
  loneWorker,
  makeKey,
  pathWithSsh,
  publicKey,
  type Sshd,
  startSshd,
  temporaryFolder,
} from '@task-distributor/testing';

/** Hosts that share this machine's files, except one folder: that is their own. Reached over a real sshd. */
export interface Hosts {
  /** Has the folder `private`. */
  readonly folder: string;
  /** A folder at the same path on this machine and the hosts, with different files. */
  readonly privateFolder: string;
  /** With an `ssh` that knows the hosts. */
  readonly env: { readonly PATH: string };
  /** Command line of td-worker. */
  readonly worker: string;
  /** Makes the hosts refuse this user, or accept it again. */
  refuse(isRefused: boolean): void;
}

/** @param bin a folder that is first on the hosts' PATH */
export function useHosts(names: readonly string[], bin = '/nonexistent', folder = temporaryFolder()): Hosts {
  const [privateFolder, theirs] = ['private', 'theirs'].map((name) => join(folder, name)) as [string, string];
  for (const path of [privateFolder, theirs]) mkdirSync(path);
  const identity = makeKey(join(folder, 'id'));
  const authorizedKeys = publicKey(identity);
  let sshd: Sshd;
  beforeAll(async () => {
    const enter = join(folder, 'enter');
    const mount = `mount --bind ${theirs} ${privateFolder}`;
    writeFileSync(
      enter,
      `PATH=${bin}:$PATH exec unshare -m sh -c '${mount}; exec "$SHELL" -c "$SSH_ORIGINAL_COMMAND"'\n`,
    );
    const config = `ForceCommand sh ${enter}`;
    sshd = await startSshd({ folder, name: 'hosts', authorizedKeys, config });
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
    privateFolder,
    env: { PATH: pathWithSsh(folder) },
    worker: loneWorker(),
    refuse(isRefused) {
      const authorized = join(folder, 'hosts-authorized');
      if (isRefused) rmSync(authorized);
      else writeFileSync(authorized, authorizedKeys);
    },
  };
}
