import { setMaxListeners } from 'node:events';
import { limitConcurrency, untilAborted } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import type { Launcher, HostProcess } from '../launcher.ts';
import { loadSsh2 } from './load-ssh2.ts';
import { readRoute } from './read-route.ts';
import type { SshSettings } from './read-ssh-settings.ts';
import { connectSsh, type SshConnection } from './ssh-connection.ts';
import { onTheWay } from './ssh-error.ts';
import { sshWorker } from './ssh-worker.ts';

export interface SshLauncherOptions {
  /** Take a host key that is not known, and add it to known_hosts. A changed key is refused all the same. */
  acceptNew?: boolean;
  /** For the TCP connection, and for each step after it. Default: ssh_config's ConnectTimeout, or 15. */
  connectTimeoutSeconds?: number;
  /** How many hosts are connected at once. */
  maxConnecting?: number;
  /** Read instead of ~/.ssh/config and /etc/ssh/ssh_config. */
  sshConfigFile?: string;
  /** Told one line for each host key that was added to known_hosts. */
  notify?: (line: string) => void;
}

/**
 * Starts workers over SSH, by ssh2: one connection a host, a channel a worker. Hosts, keys and ways are those of the
 * user's ssh_config, agent and known_hosts.
 */
export function createSshLauncher(options: SshLauncherOptions = {}): Launcher {
  const { maxConnecting = 64, acceptNew = false, sshConfigFile, connectTimeoutSeconds } = options;
  const closing = new AbortController();
  // Every host that is being connected listens to it.
  setMaxListeners(0, closing.signal);
  const connectOptions = {
    acceptNew,
    connectTimeoutSeconds,
    notify: options.notify ?? (() => undefined),
    signal: closing.signal,
  };
  const limit = limitConcurrency(maxConnecting);
  const routes = new Map<string, Promise<SshSettings[]>>();
  const connections = new Map<string, Promise<SshConnection>>();
  /** Connections that were begun before anybody needs them. */
  const prepared = new Map<string, Promise<SshConnection>>();
  const workers = new Set<HostProcess>();

  /** The connection to the last host of the route: one that is there, or a new one. */
  const connectionTo = (route: readonly SshSettings[]): Promise<SshConnection> => {
    const key = route.map(({ host }) => formatHostAddress(host)).join(' > ');
    return remembered(connections, key, async () => {
      const before = route.slice(0, -1);
      const through = before.length === 0 ? null : await connectionTo(before);
      closing.signal.throwIfAborted();
      const connection = await limit(() => connectSsh(route.at(-1)!, through, connectOptions));
      void connection.lost.then(() => connections.delete(key));
      if (closing.signal.aborted) await connection.end();
      return connection;
    });
  };

  const connect = async (host: HostAddress): Promise<SshConnection> => {
    const reading = remembered(routes, formatHostAddress(host), () => readRoute(host, sshConfigFile));
    loadSsh2().catch(() => undefined);
    const route = await reading;
    return connectionTo(route).catch((error: unknown) => {
      throw onTheWay(error, host);
    });
  };

  const start = async (host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess> => {
    const name = formatHostAddress(host);
    const connecting = prepared.get(name) ?? connect(host);
    prepared.delete(name);
    const connection = await connecting;
    signal.throwIfAborted();
    const worker = await connection.exec(commandLine, (channel) => sshWorker(channel, connection));
    workers.add(worker);
    void worker.ended.then(() => workers.delete(worker));
    if (signal.aborted) worker.stop('SIGTERM');
    return worker;
  };

  return {
    name: 'ssh',
    home: null,
    maxProcesses: Infinity,
    isHere: () => false,
    prepare: (host) => {
      const connecting = connect(host);
      connecting.catch(() => undefined);
      prepared.set(formatHostAddress(host), connecting);
    },
    start: (host, commandLine, signal) => {
      const either = AbortSignal.any([signal, closing.signal]);
      return untilAborted(start(host, commandLine, either), either);
    },
    close: async () => {
      closing.abort(new Error('The launcher was closed'));
      for (const worker of workers) worker.stop('SIGTERM');
      const all = await Promise.allSettled(connections.values());
      await Promise.all(
        all.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.end() : undefined)),
      );
    },
  };
}

/** What has been made, or is being made, under the key; what failed is made anew the next time. */
function remembered<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const old = made.get(key);
  if (old !== undefined) return old;
  const promise = make();
  made.set(key, promise);
  promise.catch(() => made.delete(key));
  return promise;
}
