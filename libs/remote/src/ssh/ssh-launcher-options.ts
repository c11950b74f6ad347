import type { LauncherOptions } from '../launchers.ts';

export interface SshLauncherOptions extends LauncherOptions {
  /** For the TCP connection, and for each step after it. Default: ssh_config's ConnectTimeout, or 15. */
  readonly connectTimeoutSeconds?: number;
  /** Maximum number of hosts that are being connected at the same time. Default: 64. */
  readonly maxConnecting?: number;
  /** Read instead of ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly sshConfigFile?: string;
  readonly timing?: Partial<SshTiming>;
}

/** How long a host or a process may be silent. */
export interface SshTiming {
  /** Silence after which the host is asked for a sign of life. It is lost when two such questions have no answer. */
  readonly keepaliveSeconds: number;
  /** Time in which a login shell must reach the command that it is given. */
  readonly shellSeconds: number;
  /** Time that a process has to end after SIGTERM, before its channel is closed. */
  readonly termGraceSeconds: number;
  /** The same after SIGKILL. */
  readonly killGraceSeconds: number;
  /** Silence after which the output of a process that has ended is closed, though something still holds it open. */
  readonly lingerSeconds: number;
  /** Time that the ssh agent has to list its keys. It has three times as long to sign. */
  readonly agentSeconds: number;
}

export function sshTiming(timing: Partial<SshTiming> = {}): SshTiming {
  return { ...defaultTiming, ...timing };
}

/** Time that a process has to end after the signal. */
export function graceMilliseconds(signal: 'SIGTERM' | 'SIGKILL', timing: SshTiming): number {
  return 1000 * (signal === 'SIGTERM' ? timing.termGraceSeconds : timing.killGraceSeconds);
}

// A connection that died is noticed after three times the keepalive: 15 s. What is stopped has gone, or is given up, within the
// time that a command has to end after Ctrl-C: see stopOnSignals() in libs/cli.
const defaultTiming: SshTiming = {
  keepaliveSeconds: 5,
  shellSeconds: 15,
  termGraceSeconds: 10,
  killGraceSeconds: 1,
  lingerSeconds: 2,
  agentSeconds: 5,
};
