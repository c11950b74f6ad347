import { statfsSync } from 'node:fs';

/** Bytes that a folder's file system has left for this user. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
