import { untilAborted } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { LauncherProcesses } from '../launcher-processes.ts';
import type { HostProcess, Launcher } from '../launcher.ts';
import { OpensshMasters } from './openssh-masters.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/**
 * Starts processes with the system's ssh, for what ssh2 does not support: Kerberos, hardware keys, certificates,
 * ProxyCommand. One connection a host, in the background (ssh_config's ControlMaster), which its processes share. All
 * settings are those of the user's ssh, except for BatchMode, keepalive and ConnectTimeout (15 s unless given).
 */
export function createOpensshLauncher(options: SshLauncherOptions = {}): Launcher {
  const masters = new OpensshMasters(options);
  const processes = new LauncherProcesses();

  const start = async (host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess> => {
    const master = await untilAborted(masters.to(host), signal);
    return master.start(commandLine, signal);
  };

  return {
    name: 'openssh',
    home: null,
    maxProcesses: Infinity,
    isHere: () => false,
    start: (host, commandLine, signal) => processes.add(signal, (either) => start(host, commandLine, either)),
    close: async () => {
      await processes.close('SIGKILL');
      await masters.close();
    },
  };
}
