import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorMessage, TdError } from '@task-distributor/band';

export interface OpenPart {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
  /** Another file, or the same one written to since, has another version. */
  readonly version: string;
}

/**
 * Opens a part for reading. Only a regular file is one: anybody can put anything into a shared folder, and opening a
 * FIFO, for one, would wait for ever.
 * @param followLinks for a file that the user has named
 * @throws TdError that names the path
 */
export async function openPart(path: string, { followLinks = false } = {}): Promise<OpenPart> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (followLinks ? 0 : constants.O_NOFOLLOW);
  let handle: FileHandle;
  try {
    handle = await open(path, flags);
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
    await handle.close();
    throw atPath(path, error);
  }
}

/** Runs something on a part, closes it, and lets errors name it. */
export async function withPart<T>(
  path: string,
  options: { followLinks?: boolean },
  use: (part: OpenPart) => Promise<T>,
): Promise<T> {
  const part = await openPart(path, options);
  try {
    return await use(part);
  } catch (error) {
    throw atPath(path, error);
  } finally {
    await part.handle.close();
  }
}

/** The part's bytes, from its start, in one buffer that is used again. */
export async function* readPart({ handle, size }: OpenPart): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(size, readBytes));
  for (let at = 0; at < size;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Some bytes of the part; fewer only where it ends. */
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

/** The error with the path before it, unless it names one already, or is none that a user can do something about. */
export function atPath(path: string, error: unknown): unknown {
  if (error instanceof TdError) {
    if (error.path !== undefined) return error;
    const { code, exitCode } = error;
    return new TdError(`${path}: ${error.message}`, { code, exitCode, cause: error, path });
  }
  return (error as NodeJS.ErrnoException).syscall === undefined ? error : cannotRead(path, error);
}

export function cannotRead(path: string, error: unknown): TdError {
  const { code } = error as NodeJS.ErrnoException;
  const message = code === 'ELOOP' ? 'Expected a file, got a symbolic link' : errorMessage(error);
  return new TdError(`cannot read ${path}: ${message}`, {
    cause: error,
    path,
    ...(code === undefined ? {} : { code }),
  });
}

const readBytes = 256 * 1024;
