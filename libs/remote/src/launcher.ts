import type { Writable } from 'node:stream';
import type { HostAddress } from './host-address.ts';

/** A way to start a worker: on this machine, over SSH, and whatever comes later. */
export interface Launcher {
  /** Says that a worker is about to be started on the host: what that takes can begin. Its errors are launch's to throw. */
  prepare?(host: HostAddress): void;
  /**
   * Starts a command line, written for a POSIX shell, on the host.
   * Resolves once it has been started there.
   * @throws TdError that says which host, which step, and what to try; never waits without bound
   */
  launch(host: HostAddress, commandLine: string, signal: AbortSignal): Promise<WorkerProcess>;
  /** Ends what is left of connections. Workers still running on them are stopped. */
  close(): Promise<void>;
}

/** A worker that has been started somewhere. */
export interface WorkerProcess {
  /** The lifeline. Errors on it are never thrown: a worker that is gone is told by `ended`. */
  readonly stdin: Writable;
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  /** Never rejects. */
  readonly ended: Promise<WorkerEnd>;
  /** Ends the worker and what it started; `ended` tells when it has gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** How a worker ended: with an exit code, or without one and then why (`killed by SIGKILL`, `connection lost`). */
export type WorkerEnd = { readonly exitCode: number } | { readonly exitCode: null; readonly reason: string };
