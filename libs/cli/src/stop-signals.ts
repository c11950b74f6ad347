import { errorMessage, exitCodes } from '@task-distributor/band';
import { stopped, StopError } from './stop-error.ts';

/** A command that this process runs, from its start to its end. */
export class Run {
  /** Aborted when the command must stop. */
  readonly controller = new AbortController();
  /** Whether the command has finished; its output may still be in a pipe. */
  isOver = false;

  get signal(): AbortSignal {
    return this.controller.signal;
  }
}

/**
 * Stops the command on Ctrl-C, SIGTERM and SIGHUP. A second signal ends the process at once.
 * @param isIgnored whether the process was started with the signal ignored, as by nohup: then it stays ignored
 */
export function stopOnSignals(run: Run, isIgnored: (signal: NodeJS.Signals) => boolean): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (isIgnored(signal)) {
      process.on(signal, () => undefined);
      continue;
    }
    process.on(signal, () => {
      const reason = stopped[signal];
      if (run.signal.aborted) dieBy(signal);
      // Only output that nobody reads is left.
      if (run.isOver) process.exit(reason.exitCode);
      // For a thread that cannot be stopped otherwise, such as one in a system call or in an encoder.
      setTimeout(dieBy, longestEndMs, signal).unref();
      run.controller.abort(reason);
    });
  }
}

/**
 * Stops the command if stdout cannot be written.
 * @param report called instead if the command has finished: the last output can fail after everything else has succeeded
 */
export function stopWithoutReader(run: Run, report: (reason: StopError) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const reason = outputError(error);
    if (run.isOver) report(reason);
    else run.controller.abort(reason);
  });
  // If nobody reads the messages, the command still does its work.
  process.stderr.on('error', () => undefined);
}

/** A renderer gets 2 s to end, and a host 4 s to answer. */
const longestEndMs = 6_000;

/** Ends the process by the signal itself, so a shell gets the same exit code. process.exit() would wait for threads. */
function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function outputError(error: NodeJS.ErrnoException): StopError {
  if (error.code === 'EPIPE') return stopped.readerGone;
  return new StopError(`stdout: ${errorMessage(error)}`, exitCodes.failed, false, true);
}
