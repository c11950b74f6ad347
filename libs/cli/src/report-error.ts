import { errorMessage, escapeControls, exitCodes, shortageOf, TdError } from '@task-distributor/band';
import { stopReason } from './stop-error.ts';

/**
 * Writes the reason for a failure to stderr: one line, unless it is a bug.
 * @param name name of the command
 * @param signal the signal that stops the command
 * @returns the exit code
 */
export function reportError(name: string, error: unknown, signal: AbortSignal): number {
  const stop = stopReason(error, signal);
  if (stop) {
    if (!stop.quiet) write(name, error instanceof TdError ? error.message : stop.message);
    return stop.exitCode;
  }
  if (error instanceof TdError) {
    if (!error.isReported) write(name, error.message + wayOutOf(error));
    return error.exitCode;
  }
  if (isClipanionError(error)) {
    write(name, `${error.message} (see ${name} --help)`);
    return exitCodes.usage;
  }
  if (isSystemError(error)) {
    write(name, [error.path, errorMessage(error)].filter(Boolean).join(': '));
    return exitCodes.failed;
  }
  process.stderr.write(
    `${name}: this is a defect of ${name}: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exitCodes.failed;
}

/** Of a shortage that somebody else's message is about. A worker's is added by who has started it. */
function wayOutOf(error: TdError): string {
  const shortage = error.exitCode === exitCodes.shortage ? null : shortageOf(error);
  return shortage === null ? '' : `; ${shortage.wayOut}`;
}

function write(name: string, message: string): void {
  process.stderr.write(`${name}: ${escapeControls(message)}\n`);
}

function isClipanionError(error: unknown): error is Error {
  return error instanceof Error && 'clipanion' in error;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
