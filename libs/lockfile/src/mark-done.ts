import { dirname } from 'node:path';
import {
  errorCode,
  errorMessage,
  escapeControls,
  InputError,
  isHostName,
  type Rows,
  sleep,
  TdError,
} from '@task-distributor/band';
import { appendLines, type Appended, missingLines } from './append-lines.ts';
import { takeFolderLock } from './folder-lock.ts';
import { isNetworkFileSystem } from './is-network-file-system.ts';
import { readJobFile } from './job-file.ts';
import { formatLockfileLine } from './lockfile-line.ts';

export interface MarkOptions {
  /** The job that the worker works for: another job's lockfile gets no line. */
  readonly job?: string;
  readonly signal?: AbortSignal;
  /** Whether the folder's lock is taken at the first attempt. Default: on a network file system. */
  readonly withLock?: boolean;
  /** After how many milliseconds the lines are looked for again. Default: 200 on a network file system, else never. */
  readonly lookAgainMs?: number;
  /** How long to wait for other writers, in milliseconds; default 10 s. Then the lines are written all the same. */
  readonly patienceMs?: number;
}

/** A line of the lockfile: this host has finished, or has finished these rows. */
export interface DoneBand {
  readonly host: string;
  readonly rows?: Rows;
}

/** As markAllDone, for one line. */
export function markDone(lockfile: string, done: DoneBand, options: MarkOptions = {}): Promise<void> {
  return markAllDone(lockfile, [done], options);
}

/**
 * Appends a line for each band to the lockfile, all in one write. A lockfile that does not exist is not created: no
 * lockfile, no job, no line. The lines are read back, and those that another writer on a network file system has
 * overwritten are written again. There, the folder's lock is held meanwhile. On a local file system an append in one write
 * is atomic, and the lock, for which workers that end together would wait, is only taken if the first attempt has failed.
 * @throws TdError E_NO_LOCKFILE, E_OTHER_JOB, and when the lines cannot be written
 */
export async function markAllDone(
  lockfile: string,
  done: readonly DoneBand[],
  options: MarkOptions = {},
): Promise<void> {
  for (const { host } of done) refuseHost(host);
  const { job, signal, patienceMs = 10_000 } = options;
  if (job !== undefined) await refuseOtherJob(lockfile, job, signal);
  const isShared = await isNetworkFileSystem(lockfile);
  const lookAgainMs = options.lookAgainMs ?? (isShared ? 200 : 0);
  const date = new Date();
  let lines = done.map(({ host, rows }) => formatLockfileLine(host, date, rows));
  for (let attempt = 1; lines.length > 0; attempt += 1) {
    if (attempt > mostAttempts) throw overwritten(lockfile, lines[0]!);
    const isLocked = (options.withLock ?? isShared) || attempt > 1;
    // A lock that cannot be had, or taken at all, is no reason not to write.
    const unlock = isLocked ? await takeFolderLock(lockfile, { patienceMs, signal }).catch(() => null) : null;
    let appended: Appended;
    try {
      signal?.throwIfAborted();
      if (attempt > 1 && job !== undefined && (await readJobFile(dirname(lockfile)))?.id !== job) return;
      appended = await appendLines(lockfile, lines, signal);
      lines = await missingLines(lockfile, appended);
    } catch (error) {
      // A process that checks whether to take over moves the lockfile away for a moment.
      if (!isLocked && errorCode(error) === 'ENOENT') continue;
      throw asTdError(lockfile, error, signal);
    } finally {
      await unlock?.();
    }
    if (lines.length > 0 || lookAgainMs === 0) continue;
    await sleep(lookAgainMs, signal);
    lines = await missingLines(lockfile, appended);
  }
}

function refuseHost(host: string): void {
  if (isHostName(host)) return;
  throw new InputError(`Expected a host's name, got "${escapeControls(host)}"`, { code: 'E_HOST' });
}

/** On a network file system the job file may appear late, but not much later than the worker has started. */
async function refuseOtherJob(lockfile: string, job: string, signal?: AbortSignal): Promise<void> {
  const folder = dirname(lockfile);
  let found = await readJobFile(folder);
  if (found === null && (await isNetworkFileSystem(folder))) {
    await sleep(2000, signal);
    found = await readJobFile(folder);
  }
  if (found?.id === job) return;
  const got = found === null ? 'no job file: the job has ended' : `job ${found.id}, which came after it`;
  throw new TdError(`${folder}: Expected job ${job}, got ${got}`, { code: 'E_OTHER_JOB', path: folder });
}

function asTdError(lockfile: string, error: unknown, signal?: AbortSignal): Error {
  if (signal?.aborted) return signal.reason as Error;
  if (error instanceof TdError) return error;
  if (errorCode(error) === 'ENOENT') {
    return new TdError(`${lockfile} is not there: no job is open, or it has ended`, {
      code: 'E_NO_LOCKFILE',
      cause: error,
      path: lockfile,
    });
  }
  const wayOut = cannotAppend.has(errorCode(error))
    ? '; the file system of the job folder must be able to append to a file (an rclone mount: with --vfs-cache-mode writes)'
    : '';
  return new TdError(`${lockfile} cannot be written: ${errorMessage(error)}${wayOut}`, {
    code: errorCode(error) || 'E_FAILED',
    cause: error,
    path: lockfile,
  });
}

function overwritten(lockfile: string, line: string): TdError {
  const host = line.slice(0, line.indexOf(' '));
  return new TdError(
    `${lockfile}: another writer has overwritten the line of ${host} ${mostAttempts} times`,
    { path: lockfile, host },
  );
}

const mostAttempts = 5;

/** What file systems say that can only write whole files. */
const cannotAppend = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);
