import type { HostAddress } from './host-address.ts';
import type { Launcher } from './launcher.ts';
import type { LauncherOptions } from './launchers.ts';
import { createLocalLauncher } from './local-launcher.ts';
import { createEitherSshLauncher } from './ssh/either-ssh-launcher.ts';
import { thisMachine } from './this-machine.ts';

/** Starts processes for this machine here, and all others over SSH. */
export function createAutoLauncher(options: LauncherOptions = {}): Launcher {
  const local = createLocalLauncher(options);
  const remote = createEitherSshLauncher(options);
  const here = thisMachine();
  const isHere = ({ user, name, port }: HostAddress): boolean =>
    name === here.name && user === null && port === null;
  const launcherFor = (host: HostAddress): Launcher => (isHere(host) ? local : remote);
  return {
    name: 'auto',
    home: local.home,
    maxProcesses: Infinity,
    wayTo: (host) => launcherFor(host).wayTo(host),
    prepare: (host) => launcherFor(host).prepare?.(host) ?? Promise.resolve(),
    start: (host, commandLine, signal) => launcherFor(host).start(host, commandLine, signal),
    shortage: (host) => launcherFor(host).shortage?.(host) ?? null,
    close: async () => {
      await Promise.all([local.close(), remote.close()]);
    },
  };
}
