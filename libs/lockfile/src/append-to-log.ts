import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { errorCode, isBand } from '@task-distributor/band';
import { decodeLogLine } from '@task-distributor/history';
import { openRegularFile } from './open-regular-file.ts';

/**
 * Appends whole lines to the log of a job, in one write. The file is opened each time, since network file systems pass on what
 * was written when it is closed.
 * @param isFirst whether this process has not written to it yet: the log of an earlier job is replaced, and that of the same job is
 *   continued
 * @returns false if the log has gone, or is another job's by now; then nothing is written
 * @throws the system's error
 */
export async function appendToLog(
  { path, job }: { readonly path: string; readonly job: string },
  lines: string,
  isFirst: boolean,
): Promise<boolean> {
  const handle = (await openOwn(path, job, isFirst)) ?? (isFirst ? await replace(path) : null);
  if (handle === null) return false;
  try {
    // Of a process that was killed while it wrote, or of a disk that was full.
    const start = (await endsTorn(handle)) ? '\n' : '';
    const bytes = Buffer.from(start + lines);
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten < bytes.length) throw new Error('no space left on device');
    return true;
  } finally {
    await handle.close();
  }
}

/** The first bytes of a log up to the first newline; if that is far away, without the rest. */
export async function readHead(handle: FileHandle): Promise<string> {
  const bytes = Buffer.alloc(longestHead);
  const { bytesRead } = await handle.read(bytes, 0, longestHead, 0);
  const end = bytes.subarray(0, bytesRead).indexOf(0x0a);
  if (end === -1 && bytesRead < longestHead) return '';
  return bytes.toString('utf8', 0, end === -1 ? bytesRead : end);
}

async function openOwn(path: string, job: string, isFirst: boolean): Promise<FileHandle | null> {
  let handle: FileHandle;
  try {
    handle = await openRegularFile(path, constants.O_RDWR | constants.O_APPEND);
  } catch (error) {
    if (isFirst || errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  if (await isOf(job, handle).catch(() => false)) return handle;
  await handle.close().catch(() => undefined);
  return null;
}

async function isOf(job: string, handle: FileHandle): Promise<boolean> {
  const event = decodeLogLine(await readHead(handle))?.event;
  return event !== undefined && !isBand(event) && event.type === 'opened' && event.job === job;
}

async function replace(path: string): Promise<FileHandle> {
  await rm(path, { force: true });
  const { O_RDWR, O_APPEND, O_CREAT, O_EXCL } = constants;
  return open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL);
}

async function endsTorn(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

const longestHead = 2 ** 16;
