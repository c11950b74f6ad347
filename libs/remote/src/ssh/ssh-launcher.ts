import { LauncherProcesses } from '../launcher-processes.ts';
import type { Launcher } from '../launcher.ts';
import { HostSessions } from './host-sessions.ts';
import { HostSettings } from './host-settings.ts';
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
  const sessions = new HostSessions((host, number) => connections.to(host, number));

  return {
    name: 'ssh',
    home: null,
    maxProcesses: Infinity,
    wayTo: () => ({ name: 'ssh', isHere: false, reason: null }),
    prepare: (host) => connections.prepare(host),
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
