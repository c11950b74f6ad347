import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import {
  hostConfig,
  makeKey,
  publicKey,
  startSshd,
  temporaryFolder,
  type Sshd,
} from '@task-distributor/testing';

/** sshds for the tests of a file, and the user's files for them: ssh_config, known_hosts and keys in a folder. */
export interface Sshds {
  readonly folder: string;
  readonly configFile: string;
  readonly knownHosts: string;
  /** The private key that they accept, unless others were authorized. */
  readonly identity: string;
  /** The sshd of that name; without a name, the first one. */
  get(name?: string): Sshd;
  /**
   * Writes ssh_config: the lines of each host, then the common ones. A host that is not an sshd of this file is another name
   * of the first one.
   */
  configure(hosts: Readonly<Record<string, readonly string[]>>, common?: readonly string[]): void;
  /** Writes known_hosts, with the keys of these sshds. */
  know(...names: readonly string[]): void;
}

interface SshdsOptions {
  readonly hostKeyTypes?: readonly string[];
  /** Creates the accepted keys in a folder, and returns their paths. */
  readonly authorize?: (folder: string) => readonly string[];
  /** More lines of sshd_config. */
  readonly config?: string;
}

/**
 * Starts the sshds before the tests of a file, and stops them after its last. Their keys are known, and they have no lines of
 * their own in ssh_config.
 */
export function useSshds(names: readonly [string, ...string[]], options: SshdsOptions = {}): Sshds {
  const folder = temporaryFolder();
  const [configFile, knownHosts, identity] = ['config', 'known_hosts', 'id'].map((name) =>
    join(folder, name),
  );
  const started = new Map<string, Sshd>();
  const get = (name: string = names[0]): Sshd => started.get(name)!;
  const sshds: Sshds = {
    folder,
    configFile: configFile!,
    knownHosts: knownHosts!,
    identity: identity!,
    get,
    configure: (hosts, common = userLines(sshds)) => {
      const config = Object.entries(hosts).map(([name, lines]) =>
        hostConfig({ name, port: (started.get(name) ?? get()).port }, [...lines, ...common]),
      );
      writeFileSync(sshds.configFile, config.join(''));
    },
    know: (...known) => {
      const lines = known.map(get).map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`);
      writeFileSync(sshds.knownHosts, lines.join(''));
    },
  };
  beforeAll(async () => {
    makeKey(sshds.identity);
    const authorized = options.authorize?.(folder) ?? [sshds.identity];
    const authorizedKeys = authorized.map(publicKey).join('\n');
    const { hostKeyTypes = ['ed25519'], config = '' } = options;
    const starting = names.map((name) => startSshd({ folder, name, hostKeyTypes, authorizedKeys, config }));
    for (const sshd of await Promise.all(starting)) started.set(sshd.name, sshd);
    sshds.know(...names);
    sshds.configure(Object.fromEntries(names.map((name) => [name, []])));
  });
  afterAll(async () => {
    await Promise.all([...started.values()].map((sshd) => sshd.stop()));
  });
  return sshds;
}

/** The lines of a user with one key and no agent. */
export function userLines({ identity, knownHosts }: Sshds): string[] {
  return ['IdentityAgent none', `IdentityFile ${identity}`, `UserKnownHostsFile ${knownHosts}`];
}
