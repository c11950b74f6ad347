import { changedCode, TdError } from '@task-distributor/band';
import { hashOfFile } from './hash-of-file.ts';

/** A file that a job reads, as it was when the job began. */
export interface KnownFile {
  /** Absolute path. */
  readonly path: string;
  /** SHA-256 of its content in hexadecimal, or its first digits. */
  readonly hash: string;
}

/** @throws TdError if the file has another content now, or cannot be read; the signal's reason */
export async function checkContent({ path, hash }: KnownFile, signal?: AbortSignal): Promise<void> {
  let now: string;
  try {
    now = await hashOfFile(path, signal);
  } catch {
    signal?.throwIfAborted();
    throw changedError(path, 'is gone');
  }
  if (!now.startsWith(hash)) throw changedError(path, 'has changed');
}

export function changedError(path: string, change: 'has changed' | 'is gone'): TdError {
  return new TdError(
    `${path} ${change} since the job began: undo the change, and --resume goes on; or -f begins anew`,
    { code: changedCode, path },
  );
}
