import { type FileHandle, open } from 'node:fs/promises';
import { errorMessage, formatRows, TdError } from '@task-distributor/band';
import type { AttemptRecord } from '@task-distributor/remote';

export interface Joblog {
  /** Takes one attempt; written in order. */
  record(attempt: AttemptRecord): void;
  /** @throws TdError when something could not be written */
  close(): Promise<void>;
}

/**
 * A record of a run: one JSON line for every attempt at a band.
 * @param path undefined = none is kept
 * @param append go on with the file of the job that is resumed
 */
export async function openJoblog(path: string | undefined, append: boolean): Promise<Joblog> {
  if (path === undefined) return { record: () => undefined, close: () => Promise.resolve() };
  let handle: FileHandle;
  try {
    handle = await open(path, append ? 'a' : 'w');
  } catch (cause) {
    throw writeError(path, cause);
  }
  let written: Promise<unknown> = Promise.resolve();
  return {
    record(attempt) {
      written = written.then(() => handle.appendFile(lineOf(attempt)));
      written.catch(() => undefined);
    },
    async close() {
      try {
        await written;
      } catch (cause) {
        throw writeError(path, cause);
      } finally {
        await handle.close();
      }
    },
  };
}

function lineOf(attempt: AttemptRecord): string {
  const { rows, host, start, end, exitCode, bytes, parseSeconds, traceSeconds, reason } = attempt;
  const seconds = (end.getTime() - start.getTime()) / 1_000;
  const facts = {
    band: formatRows(rows),
    ...{ host, attempt: attempt.attempt, start: start.toISOString(), end: end.toISOString(), seconds },
    ...{ exit: exitCode, bytes, parse: parseSeconds, trace: traceSeconds, reason },
  };
  return `${JSON.stringify(facts)}\n`;
}

function writeError(path: string, cause: unknown): TdError {
  return new TdError(`--joblog: ${path}: ${errorMessage(cause)}`, { code: 'E_WRITE', path, cause });
}
