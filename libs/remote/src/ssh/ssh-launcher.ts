import { untilAborted } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { LauncherProcesses } from '../launcher-processes.ts';
import type { HostProcess, Launcher } from '../launcher.ts';
import type { SshConnection } from './ssh-connection.ts';
import { SshConnections } from './ssh-connections.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/**
 * Starts processes over SSH with ssh2: one connection a host, one channel a process. Hosts, keys and jump hosts are those
 * of the user's ssh_config, agent and known_hosts.
 */
export function createSshLauncher(options: SshLauncherOptions = {}): Launcher {
  const connections = new SshConnections(options);
  const processes = new LauncherProcesses();
  /** Connections that `prepare` has begun and not finished; those that failed stay until `start` throws their error. */
  const prepared = new Map<string, Promise<SshConnection>>();

  const connect = (host: HostAddress): Promise<SshConnection> => {
    const name = formatHostAddress(host);
    const connecting = prepared.get(name) ?? connections.to(host);
    prepared.delete(name);
    return connecting;
  };

  const start = async (host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess> => {
    const connection = await untilAborted(connect(host), signal);
    return connection.start(commandLine, signal);
  };

  return {
    name: 'ssh',
    home: null,
    maxProcesses: Infinity,
    isHere: () => false,
    prepare: (host) => {
      const name = formatHostAddress(host);
      const connecting = connections.to(host);
      prepared.set(name, connecting);
      connecting.then(
        () => prepared.delete(name),
        () => undefined,
      );
    },
    start: (host, commandLine, signal) => processes.add(signal, (either) => start(host, commandLine, either)),
    close: async () => {
      const stopped = processes.close('SIGTERM');
      await connections.close();
      await stopped;
    },
  };
}
