import { errorMessage, exitCodes } from '@task-distributor/band';
import { stopped, StopError } from './stop-error.ts';

/** A command that this process runs, from its start to its end. */
export class Run {
  /** Aborted when the command is to stop. */
  readonly controller = new AbortController();
  /** The command has done what it does; what it has written may still be on its way. */
  isOver = false;

  get signal(): AbortSignal {
    return this.controller.signal;
  }
}

/** Stops the command at Ctrl-C, SIGTERM and SIGHUP; at once when it is the second one. */
export function stopOnSignals(run: Run): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const reason = stopped[signal];
      if (run.signal.aborted) dieBy(signal);
      // All that is left is output that nobody takes.
      if (run.isOver) process.exit(reason.exitCode);
      // For a thread in a system call, or in an encoder, which nothing else can end.
      setTimeout(dieBy, longestEndMs, signal).unref();
      run.controller.abort(reason);
    });
  }
}

/**
 * Stops the command when what it writes cannot be written.
 * @param report called instead when it is over: what was written last can fail after everything else has succeeded
 */
export function stopWithoutReader(run: Run, report: (reason: StopError) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const reason = outputError(error);
    if (run.isOver) report(reason);
    else run.controller.abort(reason);
  });
  // That nobody reads messages is no reason not to do the work.
  process.stderr.on('error', () => undefined);
}

/** A renderer has 2 s to end, and a host 4 s to answer. */
const longestEndMs = 6_000;

/** As the signal does by itself: a shell sees the same exit code. process.exit() would wait for threads. */
function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function outputError(error: NodeJS.ErrnoException): StopError {
  if (error.code === 'EPIPE') return stopped.readerGone;
  return new StopError(`stdout: ${errorMessage(error)}`, exitCodes.failed, false);
}
