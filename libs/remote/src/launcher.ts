import type { Writable } from 'node:stream';
import type { HostAddress } from './host-address.ts';
import type { ListedHost } from './read-host-list.ts';

/** A way to start a process on a host: on this machine, over SSH, and whatever comes later. */
export interface Launcher {
  readonly name: string;
  /** The host that takes bands which name none, where no hosts are listed; null = there is none. */
  readonly home: ListedHost | null;
  /** Processes at the same time, on all hosts together, unless the user says something else. */
  readonly maxProcesses: number;
  /** Whether the host is this machine: then it has this machine's files and programs. */
  isHere(host: HostAddress): boolean;
  /** Announces that a process is about to be started on the host, so that connecting can begin. `start` throws its errors. */
  prepare?(host: HostAddress): void;
  /**
   * Starts a command line, written for a POSIX shell, on the host. Resolves once it has been started there.
   * @throws TdError with host, step and what to try; never waits without bound
   */
  start(host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess>;
  /** Closes all connections. Processes still running on them are stopped. */
  close(): Promise<void>;
}

/** A process that has been started on a host. */
export interface HostProcess {
  /** The lifeline. Errors on it are never thrown: `ended` tells that the process has gone. */
  readonly stdin: Writable;
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  /** Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends the process and what it started; `ended` tells when it has gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** How a process ended: with an exit code, or without one and then why (`killed by SIGKILL`, `connection lost`). */
export type ProcessEnd = { readonly exitCode: number } | { readonly exitCode: null; readonly reason: string };
