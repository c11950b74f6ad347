import { formatHostAddress, type HostAddress } from '../host-address.ts';
import type { HostProcess, Launcher } from '../launcher.ts';
import { HostSettings } from './host-settings.ts';
import { createOpensshLauncher } from './openssh-launcher.ts';
import { createSshLauncher } from './ssh-launcher.ts';
import { SshError } from './ssh-error.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/**
 * Starts processes over SSH: with ssh2, or with the system's ssh on hosts where ssh2 cannot do what the user's settings ask
 * for, or where it has failed in a way in which ssh might not.
 */
export function createEitherSshLauncher(options: SshLauncherOptions = {}): Launcher {
  const settings = new HostSettings(options.sshConfigFile);
  const ssh2 = createSshLauncher(options, settings);
  const openssh = createOpensshLauncher(options, settings);
  /** Why a host is reached with the system's ssh. */
  const reasons = new Map<string, string>();
  const hasLeft = (host: HostAddress): boolean => reasons.has(formatHostAddress(host));
  const launcherFor = (host: HostAddress): Launcher => (hasLeft(host) ? openssh : ssh2);

  const start = async (host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess> => {
    if (hasLeft(host)) return openssh.start(host, commandLine, signal);
    try {
      return await ssh2.start(host, commandLine, signal);
    } catch (error) {
      if (!(error instanceof SshError) || error.failure.beyondSsh2 === null) throw error;
      reasons.set(formatHostAddress(host), error.failure.beyondSsh2);
      return openssh.start(host, commandLine, signal).catch((second: unknown) => {
        throw moreTelling(error, second);
      });
    }
  };

  return {
    name: 'ssh, or openssh',
    home: null,
    maxProcesses: Infinity,
    wayTo: (host) => ({
      ...launcherFor(host).wayTo(host),
      reason: reasons.get(formatHostAddress(host)) ?? null,
    }),
    prepare: (host) => launcherFor(host).prepare?.(host) ?? Promise.resolve(),
    start,
    close: async () => {
      settings.close();
      await Promise.all([ssh2.close(), openssh.close()]);
    },
  };
}

/** The system's ssh has the last word, but where both were refused, ours names the keys that were tried. */
function moreTelling(ofSsh2: SshError, ofOpenssh: unknown): unknown {
  const isSame = ofOpenssh instanceof SshError && ofOpenssh.code === ofSsh2.code;
  if (!isSame || ofSsh2.code !== 'E_SSH_AUTHENTICATION') return ofOpenssh;
  // The system's ssh, which could be advised, has failed as well.
  return new SshError({ ...ofSsh2.failure, beyondSsh2: null }, ofSsh2.cause);
}
