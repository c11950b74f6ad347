import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, errorMessage, retryStale, TdError } from '@task-distributor/band';

export interface OpenPart {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
  /** Differs for another file, and for the same file after it was written to. */
  readonly version: string;
}

/**
 * Opens a part, uses it, and closes it.
 * @param options.followLinks whether the path may be a symbolic link, as one may that the user has named
 * @throws TdError that names the path
 */
export async function withPart<T>(
  path: string,
  { followLinks }: { readonly followLinks: boolean },
  use: (part: OpenPart) => Promise<T>,
): Promise<T> {
  const part = await openPart(path, followLinks);
  try {
    return await use(part);
  } catch (error) {
    throw atPath(path, error);
  } finally {
    // What was read is right, even if another file has taken the name meanwhile.
    await part.handle.close().catch(() => undefined);
  }
}

/** Opens only a regular file: others can put anything into a shared folder, and opening a FIFO would wait for ever. */
async function openPart(path: string, followLinks: boolean): Promise<OpenPart> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (followLinks ? 0 : constants.O_NOFOLLOW);
  let handle: FileHandle;
  try {
    handle = await retryStale(() => open(path, flags));
  } catch (error) {
    throw cannotRead(path, error);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new TdError('Expected a file, got a folder or a device');
    if (stat.size === 0) throw new TdError('Expected a PNG image, got 0 bytes');
    const version = [stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(' ');
    return { path, handle, size: stat.size, version };
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw atPath(path, error);
  }
}

/** Reads a part from its start, through one buffer. */
export async function* readPart({ handle, size }: OpenPart): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(size, readBytes));
  for (let at = 0; at < size;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Reads bytes of a part, fewer only where it ends. */
export async function readAt({ handle, size }: OpenPart, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - position)));
  let got = 0;
  while (got < buffer.length) {
    const { bytesRead } = await handle.read(buffer, got, buffer.length - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return buffer.subarray(0, got);
}

/** The error with the path before its message. One that names a path already, or is a bug, stays as it is. */
export function atPath(path: string, error: unknown): unknown {
  if (error instanceof TdError) {
    if (error.path !== undefined) return error;
    const { code, exitCode } = error;
    return new TdError(`${path}: ${error.message}`, { code, exitCode, cause: error, path });
  }
  return (error as NodeJS.ErrnoException).syscall === undefined ? error : cannotRead(path, error);
}

export function cannotRead(path: string, error: unknown): TdError {
  const code = errorCode(error);
  const message = code === 'ELOOP' ? 'Expected a file, got a symbolic link' : errorMessage(error);
  return new TdError(`cannot read ${path}: ${message}`, {
    cause: error,
    path,
    ...(code === '' ? {} : { code }),
  });
}

const readBytes = 256 * 1024;
