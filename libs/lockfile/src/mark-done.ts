import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  errorMessage,
  escapeControls,
  InputError,
  isHostName,
  type Rows,
  TdError,
  sleep,
  errorCode,
} from '@task-distributor/band';
import { type FileIdentity, identityOf, isSameFile } from './file-identity.ts';
import { takeFolderLock } from './folder-lock.ts';
import { isNetworkFileSystem } from './is-network-file-system.ts';
import { readJobFile } from './job-file.ts';
import { formatLockfileLine } from './lockfile-line.ts';
import { openRegularFile } from './open-regular-file.ts';

export interface MarkOptions {
  /** The job that the worker works for; another job's lockfile gets no line. */
  readonly job?: string;
  readonly signal?: AbortSignal;
  /** Whether the folder's lock is taken at the first try. Default: on a network file system. */
  readonly withLock?: boolean;
  /** When the line is looked at a second time, in milliseconds. Default: 200 on a network file system, else never. */
  readonly lookAgainMs?: number;
  /** How long it waits for other writers, in milliseconds; default 10 s. Then it writes all the same. */
  readonly patienceMs?: number;
}

/**
 * Says in the lockfile that a host has finished: appends one line, in one write. A lockfile that is not there is not
 * created: no lockfile, no job, no line. The line is read back, and written again where another writer on a network
 * file system wrote over it. There the folder's lock is taken around it; on a local one an append is whole by itself, and
 * the lock, for which those that end together would wait, is taken only when a first try did not do.
 * A file that does not end with a newline holds the torn line of another writer. That one gets a moment to go on; then
 * our line begins with a newline, so that the torn one stays by itself: to the original's master, which looks for the
 * host's name anywhere, both lines read as they would have.
 * @throws TdError E_NO_LOCKFILE, E_OTHER_JOB, and when it cannot be written
 */
export async function markDone(
  lockfile: string,
  line: { host: string; rows?: Rows },
  options: MarkOptions = {},
): Promise<void> {
  if (!isHostName(line.host)) {
    throw new InputError(`Expected a host's name, got "${escapeControls(line.host)}"`, { code: 'E_HOST' });
  }
  const { signal, patienceMs = 10_000 } = options;
  if (options.job !== undefined) await refuseOtherJob(lockfile, options.job, signal);
  const isShared = await isNetworkFileSystem(lockfile);
  const lookAgainMs = options.lookAgainMs ?? (isShared ? 200 : 0);
  const text = formatLockfileLine(line.host, new Date(), line.rows);
  for (let tries = 0; tries < mostTries; tries += 1) {
    // The lock keeps our writers apart where O_APPEND does not. What it cannot do is no reason not to say it.
    const isLocked = (options.withLock ?? isShared) || tries > 0;
    const unlock = isLocked ? await takeFolderLock(lockfile, { patienceMs, signal }).catch(() => null) : null;
    let written: Written;
    try {
      signal?.throwIfAborted();
      written = await append(lockfile, text, signal);
      if (!(await isThere(lockfile, text, written))) continue;
    } catch (error) {
      // Somebody who looks whether to take over moves it away for a moment.
      if (!isLocked && errorCode(error) === 'ENOENT') continue;
      throw asTdError(lockfile, error, signal);
    } finally {
      await unlock?.();
    }
    if (lookAgainMs === 0) return;
    await sleep(lookAgainMs, signal);
    if (await isThere(lockfile, text, written)) return;
  }
  throw new TdError(`${lockfile}: Another writer wrote over the line of ${line.host} ${mostTries} times`, {
    path: lockfile,
    host: line.host,
  });
}

interface Written {
  readonly file: FileIdentity;
  /** The line begins there or, where others wrote at the same time, later. */
  readonly offset: number;
}

async function append(lockfile: string, text: string, signal?: AbortSignal): Promise<Written> {
  const handle = await openRegularFile(lockfile, constants.O_RDWR | constants.O_APPEND);
  try {
    const isTorn = !(await endsWithNewline(handle, signal));
    const stats = await handle.stat({ bigint: true });
    const bytes = Buffer.from(isTorn ? `\n${text}` : text);
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten !== bytes.length) {
      throw new TdError(`${lockfile}: Only ${bytesWritten} of ${bytes.length} bytes could be written`, {
        path: lockfile,
        code: 'ENOSPC',
      });
    }
    return { file: identityOf(stats), offset: Number(stats.size) };
  } finally {
    await handle.close();
  }
}

/** A moment for the writer of a line that has arrived in part. */
async function endsWithNewline(handle: FileHandle, signal?: AbortSignal): Promise<boolean> {
  const started = performance.now();
  const last = Buffer.alloc(1);
  for (;;) {
    const { size } = await handle.stat();
    if (size === 0) return true;
    const { bytesRead } = await handle.read(last, 0, 1, size - 1);
    if (bytesRead === 1 && last[0] === 0x0a) return true;
    if (performance.now() - started > tornPatience) return false;
    await sleep(20, signal);
  }
}

/** Whether the line stands in the file, whole. A file that is gone since, or is another, was read by whoever ended the job. */
async function isThere(lockfile: string, text: string, { file, offset }: Written): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await openRegularFile(lockfile);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
  try {
    if (!isSameFile(identityOf(await handle.stat({ bigint: true })), file)) return true;
    // From the byte before, so that the line is seen to begin at the beginning of a line.
    const from = Math.max(0, offset - 1);
    const buffer = Buffer.alloc(readBack);
    const { bytesRead } = await handle.read(buffer, 0, readBack, from);
    const tail = `${from === 0 ? '\n' : ''}${buffer.toString('latin1', 0, bytesRead)}`;
    return tail.includes(`\n${text}`);
  } finally {
    await handle.close();
  }
}

/** The job file may show late on a network file system, but not much later than the worker has started. */
async function refuseOtherJob(lockfile: string, job: string, signal?: AbortSignal): Promise<void> {
  const folder = dirname(lockfile);
  let found = await readJobFile(folder);
  if (found === null && (await isNetworkFileSystem(folder))) {
    await sleep(2000, signal);
    found = await readJobFile(folder);
  }
  if (found?.id === job) return;
  throw new TdError(
    `${folder}: Expected job ${job}, got ${found === null ? 'no job file: the job is over' : `job ${found.id}, which came after it`}`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}

function asTdError(lockfile: string, error: unknown, signal?: AbortSignal): Error {
  if (signal?.aborted) return signal.reason as Error;
  if (error instanceof TdError) return error;
  if (errorCode(error) === 'ENOENT') {
    return new TdError(
      `${lockfile} is not there: no job is open, or it is over, so there is nobody to tell`,
      {
        code: 'E_NO_LOCKFILE',
        cause: error,
        path: lockfile,
      },
    );
  }
  return new TdError(`${lockfile} cannot be written: ${errorMessage(error)}`, {
    code: errorCode(error) || 'E_FAILED',
    cause: error,
    path: lockfile,
  });
}

const mostTries = 5;
const tornPatience = 500;
/** Longer than what all others can write between our look and our line. */
const readBack = 65_536;
