import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { ConnectionPool } from './connection-pool.ts';
import { HopKeys } from './hop-keys.ts';
import type { HostSettings } from './host-settings.ts';
import { type OpensshMaster, startOpensshMaster } from './openssh-master.ts';
import { readRoute } from './read-route.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/** The connections of a launcher, one a host, and the folder of their sockets. */
export class OpensshMasters {
  readonly #options: SshLauncherOptions;
  readonly #settings: HostSettings;
  readonly #pool: ConnectionPool<OpensshMaster>;
  readonly #hopKeys: HopKeys;
  #folder: Promise<string> | undefined;
  #count = 0;

  constructor(options: SshLauncherOptions, settings: HostSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#hopKeys = new HopKeys(options);
    this.#pool = new ConnectionPool(options.maxConnecting ?? 64);
  }

  /**
   * The connection of that number to a host, from 1; a new one where there is none, or no longer.
   * @throws TdError; an Error once they are closed
   */
  async to(host: HostAddress, number: number): Promise<OpensshMaster> {
    const name = `${formatHostAddress(host)} #${number}`;
    const known = this.#pool.peek(name);
    if (known !== undefined && !(await (await known).isAlive())) this.#pool.forget(name, known);
    return this.#pool.get(name, () => this.#start(host));
  }

  async close(): Promise<void> {
    await this.#pool.close();
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #start(host: HostAddress): Promise<OpensshMaster> {
    this.#count += 1;
    const name = String(this.#count);
    // The way there is read to its end, so that one that goes round in a circle is noticed before ssh starts.
    const route = await readRoute(host, this.#settings);
    const socket = join(await this.#privateFolder(), name);
    const hops = route.slice(0, -1).map((hop) => hop.host);
    const target = { host, hops, settings: route.at(-1)!.settings, socket };
    return this.#pool.connect(async (signal) => {
      await this.#hopKeys.meet(route, signal);
      return startOpensshMaster(target, this.#options, signal);
    });
  }

  #privateFolder(): Promise<string> {
    if (this.#folder !== undefined) return this.#folder;
    const making = privateFolder();
    this.#folder = making;
    making.catch(() => (this.#folder = undefined));
    return making;
  }
}

/** The path of a socket has at most 104 characters, and ssh appends 17 to it while it makes one. */
function privateFolder(): Promise<string> {
  const parent = tmpdir().length > 60 ? '/tmp' : tmpdir();
  return mkdtemp(join(parent, 'td-ssh-'));
}
