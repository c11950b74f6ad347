import type { Launcher } from './launcher.ts';
import type { LauncherOptions } from './launchers.ts';
import { createLocalLauncher } from './local-launcher.ts';
import { createSshLauncher } from './ssh/ssh-launcher.ts';

/** Starts processes for this machine here, and all others over SSH. */
export function createAutoLauncher(options: LauncherOptions = {}): Launcher {
  const local = createLocalLauncher();
  const remote = createSshLauncher(options);
  const home = local.home!;
  const isHere = (host: { user: string | null; name: string; port: number | null }): boolean =>
    host.name === home.address.name && host.user === null && host.port === null;
  return {
    name: 'auto',
    home,
    maxProcesses: Infinity,
    isHere,
    prepare: (host) => (isHere(host) ? local : remote).prepare?.(host),
    start: (host, commandLine, signal) => (isHere(host) ? local : remote).start(host, commandLine, signal),
    close: async () => {
      await Promise.all([local.close(), remote.close()]);
    },
  };
}
