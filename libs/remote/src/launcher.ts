import type { Readable, Writable } from 'node:stream';
import type { Shortage, Way } from '@task-distributor/band';
import type { HostAddress } from './host-address.ts';
import type { ListedHost } from './read-host-list.ts';

/** A way to start processes on hosts: on this machine, over SSH, and others to come. */
export interface Launcher {
  readonly name: string;
  /** The host that takes bands which name none, where no hosts are listed; null = there is none. */
  readonly home: ListedHost | null;
  /** Maximum number of processes at the same time, on all hosts together, unless the user sets another. */
  readonly maxProcesses: number;
  /** How the host is reached at the moment. */
  wayTo(host: HostAddress): HostWay;
  /**
   * Begins to connect to a host on which a process is about to be started. Resolves when that is done, and never rejects: `start`
   * throws the errors.
   */
  prepare?(host: HostAddress): Promise<void>;
  /**
   * Starts a command line, written for a POSIX shell, on the host. Resolves once it has been started there; does not wait
   * forever.
   * @throws TdError with host, step and what to try; the signal's reason, and then no process is left
   */
  start(host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess>;
  /** What the host has too little of at the moment, such as processes; null = nothing that is known. */
  shortage?(host: HostAddress): Shortage | null;
  /** Stops all processes and closes all connections; resolves when they have gone, or do not answer. */
  close(): Promise<void>;
}

export interface HostWay extends Way {
  /** Whether the host is this machine: then it has this machine's files and programs. */
  readonly isHere: boolean;
}

/** A process that has been started on a host. */
export interface HostProcess {
  /** The lifeline. It has no errors: `ended` resolves when the process has gone. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends the process and what it has started; `ended` resolves when it has gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** How a process ended: with an exit code, or without one and then why (`killed by SIGKILL`, `connection lost`). */
export type ProcessEnd =
  | { readonly exitCode: number }
  | { readonly exitCode: null; readonly reason: string; readonly signal?: NodeJS.Signals };
