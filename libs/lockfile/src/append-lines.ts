import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { errorCode, sleep, TdError } from '@task-distributor/band';
import { type FileIdentity, hasNumber, identityOf, isSameFile, lastingIdentity } from './file-identity.ts';
import { openRegularFile, readRegularFile } from './open-regular-file.ts';

/** Lines that have been appended to a lockfile. */
export interface Appended {
  readonly file: FileIdentity;
  /** The lines begin there or, when others wrote at the same time, later. */
  readonly offset: number;
  /** Each with its newline. */
  readonly lines: readonly string[];
}

/**
 * Appends lines to a lockfile, in one write.
 *
 * A file that does not end with a newline holds the torn line of another writer. That writer gets a moment to complete it;
 * then ours begin with a newline, so that the torn line stays by itself: the original's master, which looks for the host's
 * name anywhere, reads both as it would have.
 * @throws TdError ENOSPC; the system's error, ENOENT among others
 */
export async function appendLines(
  lockfile: string,
  lines: readonly string[],
  signal?: AbortSignal,
): Promise<Appended> {
  const handle = await openRegularFile(lockfile, constants.O_RDWR | constants.O_APPEND);
  try {
    const isTorn = !(await endsWithNewline(handle, signal));
    const stats = await handle.stat({ bigint: true });
    const text = lines.join('');
    const bytes = Buffer.from(isTorn ? `\n${text}` : text);
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten !== bytes.length) {
      throw new TdError(`${lockfile}: Only ${bytesWritten} of ${bytes.length} bytes could be written`, {
        path: lockfile,
        code: 'ENOSPC',
      });
    }
    return { file: await lastingIdentity(lockfile, stats), offset: Number(stats.size), lines };
  } finally {
    await handle.close();
  }
}

/** Waits a moment for the rest of a line that has arrived in part. */
async function endsWithNewline(handle: FileHandle, signal?: AbortSignal): Promise<boolean> {
  const started = performance.now();
  const last = Buffer.alloc(1);
  for (;;) {
    const { size } = await handle.stat();
    if (size === 0) return true;
    const { bytesRead } = await handle.read(last, 0, 1, size - 1);
    if (bytesRead === 1 && last[0] === 0x0a) return true;
    if (performance.now() - started > tornPatienceMs) return false;
    await sleep(20, signal);
  }
}

/**
 * Which of the lines are not in the file, whole. If the file has been removed or replaced since, none is missing: the job has
 * ended, and its lines have been read.
 */
export async function missingLines(lockfile: string, { file, offset, lines }: Appended): Promise<string[]> {
  try {
    return await readRegularFile(lockfile, async (handle) => {
      const stats = await handle.stat({ bigint: true });
      if (!isSameFile(identityOf(stats), file)) return [];
      if (!hasNumber(file) && stats.size < offset) return [];
      // From the byte before, to see whether a line begins at the beginning of a line.
      const from = Math.max(0, offset - 1);
      const buffer = Buffer.alloc(mostByOthers + Buffer.byteLength(lines.join('')));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
      const text = `${from === 0 ? '\n' : ''}${buffer.toString('latin1', 0, bytesRead)}`;
      // What comes before the first newline and after the last is not a whole line.
      const whole = new Set(text.split('\n').slice(1, -1));
      return lines.filter((line) => !whole.has(line.slice(0, -1)));
    });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

const tornPatienceMs = 500;
/** More than all others can write between our look and our line, in bytes. */
const mostByOthers = 65_536;
