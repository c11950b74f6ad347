import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { ConnectionPool } from './connection-pool.ts';
import { type OpensshMaster, startOpensshMaster } from './openssh-master.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/** The connections of a launcher, one a host, and the folder of their sockets. */
export class OpensshMasters {
  readonly #options: SshLauncherOptions;
  readonly #pool: ConnectionPool<OpensshMaster>;
  #folder: Promise<string> | undefined;
  #count = 0;

  constructor(options: SshLauncherOptions) {
    this.#options = options;
    this.#pool = new ConnectionPool(options.maxConnecting ?? 64);
  }

  /**
   * The connection to a host; a new one where there is none, or no longer.
   * @throws TdError; an Error once they are closed
   */
  async to(host: HostAddress): Promise<OpensshMaster> {
    const name = formatHostAddress(host);
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
    const number = String(this.#count);
    const socket = join(await this.#privateFolder(), number);
    return this.#pool.connect((signal) => startOpensshMaster(host, socket, this.#options, signal));
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
