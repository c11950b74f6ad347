import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { LauncherProcesses } from '../launcher-processes.ts';
import type { Launcher } from '../launcher.ts';
import { HostSessions } from './host-sessions.ts';
import { HostSettings } from './host-settings.ts';
import type { SshConnection } from './ssh-connection.ts';
import { SshConnections } from './ssh-connections.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/**
 * Starts processes over SSH with ssh2: one connection a host, one channel a process. Hosts, keys and jump hosts are those
 * of the user's ssh_config, agent and known_hosts.
 */
export function createSshLauncher(
  options: SshLauncherOptions = {},
  settings = new HostSettings(options.sshConfigFile),
): Launcher {
  const connections = new SshConnections(options, settings);
  const processes = new LauncherProcesses();
  /** Connections that `prepare` has begun and not finished; those that failed stay until `start` throws their error. */
  const prepared = new Map<string, Promise<SshConnection>>();

  const connect = (host: HostAddress, number: number): Promise<SshConnection> => {
    const name = formatHostAddress(host);
    const connecting = (number === 1 ? prepared.get(name) : undefined) ?? connections.to(host, number);
    prepared.delete(name);
    return connecting;
  };

  const sessions = new HostSessions(connect);

  return {
    name: 'ssh',
    home: null,
    maxProcesses: Infinity,
    isHere: () => false,
    wayTo: () => ({ name: 'ssh', reason: null }),
    prepare: (host) => {
      const name = formatHostAddress(host);
      const connecting = connections.to(host, 1);
      prepared.set(name, connecting);
      connecting.then(
        () => prepared.delete(name),
        () => undefined,
      );
    },
    start: (host, commandLine, signal) =>
      processes.add(signal, (either) => sessions.start(host, commandLine, either)),
    close: async () => {
      settings.close();
      const stopped = processes.close('SIGTERM');
      await connections.close();
      await stopped;
    },
  };
}
