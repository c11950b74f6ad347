import { createAutoLauncher } from './auto-launcher.ts';
import type { Launcher } from './launcher.ts';
import { createLocalLauncher } from './local-launcher.ts';
import { createOpensshLauncher } from './ssh/openssh-launcher.ts';
import { createSshLauncher } from './ssh/ssh-launcher.ts';

export interface LauncherOptions {
  /** Take the key of a host that is not known yet, and add it to known_hosts. A changed key is refused all the same. */
  readonly acceptNew?: boolean;
  /** Takes one line for the user: a host key has been added. */
  readonly notify?: (line: string) => void;
  /** Number of processes and threads that the renderer of one worker has on this machine. Default: 0 */
  readonly rendererTasks?: number;
}

/** The ways to start a process on a host, by the name that `--via` gives them. */
export const launchers = {
  auto: createAutoLauncher,
  local: createLocalLauncher,
  ssh: createSshLauncher,
  openssh: createOpensshLauncher,
} satisfies Record<string, (options: LauncherOptions) => Launcher>;

export type LauncherName = keyof typeof launchers;
