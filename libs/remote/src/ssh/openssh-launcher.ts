import { LauncherProcesses } from '../launcher-processes.ts';
import type { Launcher } from '../launcher.ts';
import { HostSessions } from './host-sessions.ts';
import { HostSettings } from './host-settings.ts';
import { OpensshMasters } from './openssh-masters.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/**
 * Starts processes with the system's ssh, for what ssh2 does not support: Kerberos, hardware keys, certificates,
 * ProxyCommand. One connection a host, in the background (ssh_config's ControlMaster), which its processes share. All
 * settings are those of the user's ssh, except for BatchMode, keepalive and ConnectTimeout (15 s unless given).
 */
export function createOpensshLauncher(
  options: SshLauncherOptions = {},
  settings = new HostSettings(options.sshConfigFile),
): Launcher {
  const masters = new OpensshMasters(options, settings);
  const sessions = new HostSessions((host, number) => masters.to(host, number));
  const processes = new LauncherProcesses();

  return {
    name: 'openssh',
    home: null,
    maxProcesses: Infinity,
    wayTo: () => ({ name: 'openssh', isHere: false, reason: null }),
    start: (host, commandLine, signal) =>
      processes.add(signal, (either) => sessions.start(host, commandLine, either)),
    close: async () => {
      settings.close();
      await processes.close('SIGKILL');
      await masters.close();
    },
  };
}
