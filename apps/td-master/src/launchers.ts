import {
  createLocalLauncher,
  createOpensshLauncher,
  createSshLauncher,
  type HostAddress,
  type Launcher,
} from '@task-distributor/remote';
import type { Way } from './dispatch-request.ts';
import { localHost } from './local-worker.ts';

/** The ways of a job: which launcher starts workers on which host. */
export interface Launchers {
  launcherFor(host: HostAddress): Launcher;
  isLocal(host: HostAddress): boolean;
  close(): Promise<void>;
}

/** @param notify takes what SSH has to say: a host's key that was added */
export function createLaunchers(via: Way, acceptNew: boolean, notify: (message: string) => void): Launchers {
  const local = createLocalLauncher();
  const remote =
    via === 'openssh' ? createOpensshLauncher({ acceptNew }) : createSshLauncher({ acceptNew, notify });
  const here = localHost();
  const isLocal = (host: HostAddress) =>
    via === 'local' ||
    (via === 'auto' && host.name === here.name && host.user === null && host.port === null);
  return {
    isLocal,
    launcherFor: (host) => (isLocal(host) ? local : remote),
    async close() {
      await Promise.all([local.close(), remote.close()]);
    },
  };
}
