import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { connectSsh, type ConnectOptions } from './connect-ssh.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { HostSettings } from './host-settings.ts';
import { loadSsh2 } from './load-ssh2.ts';
import { ssh2Route } from './ssh2-route.ts';
import type { SshConnection } from './ssh-connection.ts';
import { onTheWay } from './ssh-error.ts';
import { type SshLauncherOptions, sshTiming } from './ssh-launcher-options.ts';
import type { SshSettings } from './ssh-settings.ts';

/** The connections of a launcher, one a host: shared by its processes, and by the hosts behind it. */
export class SshConnections {
  readonly #options: ConnectOptions;
  readonly #settings: HostSettings;
  readonly #pool: ConnectionPool<SshConnection>;
  readonly #routes = new Map<string, Promise<SshSettings[]>>();
  /** Connections that `prepare` has begun and not finished; those that failed stay until `to` throws their error. */
  readonly #prepared = new Map<string, Promise<SshConnection>>();

  constructor(options: SshLauncherOptions, settings: HostSettings) {
    this.#options = {
      acceptNew: options.acceptNew ?? false,
      connectTimeoutSeconds: options.connectTimeoutSeconds,
      timing: sshTiming(options.timing),
      notify: options.notify ?? (() => undefined),
    };
    this.#settings = settings;
    this.#pool = new ConnectionPool(options.maxConnecting ?? 64);
  }

  /** Begins to connect to a host. Resolves when that is done; `to` throws its error. */
  prepare(host: HostAddress): Promise<void> {
    const name = formatHostAddress(host);
    const connecting = this.#connect(host, 1);
    this.#prepared.set(name, connecting);
    return connecting.then(
      () => void this.#prepared.delete(name),
      () => undefined,
    );
  }

  /**
   * The connection of that number to a host, from 1; a new one where there is none, or no longer.
   * @throws TdError; an Error once they are closed
   */
  to(host: HostAddress, number: number): Promise<SshConnection> {
    const name = formatHostAddress(host);
    const prepared = number === 1 ? this.#prepared.get(name) : undefined;
    this.#prepared.delete(name);
    return prepared ?? this.#connect(host, number);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #connect(host: HostAddress, number: number): Promise<SshConnection> {
    try {
      const reading = this.#routeTo(host);
      loadSsh2().catch(() => undefined);
      return await this.#over(await reading, number);
    } catch (error) {
      throw onTheWay(error, host);
    }
  }

  #routeTo(host: HostAddress): Promise<SshSettings[]> {
    const name = formatHostAddress(host);
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    const reading = ssh2Route(host, this.#settings);
    this.#routes.set(name, reading);
    reading.catch(() => this.#routes.delete(name));
    return reading;
  }

  /** The connection to the last host of a route. */
  #over(route: readonly SshSettings[], number = 1): Promise<SshConnection> {
    const name = `${route.map(({ host }) => formatHostAddress(host)).join(' > ')} #${number}`;
    return this.#pool.get(name, async () => {
      const hops = route.slice(0, -1);
      const through = hops.length === 0 ? null : await this.#over(hops);
      const connection = await this.#pool.connect((signal) =>
        connectSsh(route.at(-1)!, through, this.#options, signal),
      );
      const made = this.#pool.peek(name)!;
      connection.onLost(() => this.#pool.forget(name, made));
      return connection;
    });
  }
}
