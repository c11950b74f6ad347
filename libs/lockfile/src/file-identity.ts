import type { BigIntStats } from 'node:fs';
import { dirname } from 'node:path';
import { hasLastingNumbers } from './has-lasting-numbers.ts';

/**
 * Identifies a file, whatever its name is. A file system gives the inode number of a removed file to the next one, so the
 * time of birth is part of it; '' where the file system does not keep one. Without a number it says nothing about the file.
 */
export interface FileIdentity {
  readonly ino: string;
  readonly born: string;
}

/** Of a file on a file system where the same file can have another number a moment later. */
const unknownIdentity: FileIdentity = { ino: '', born: '' };

/** The numbers that the file has now. */
export function identityOf(stats: BigIntStats): FileIdentity {
  return { ino: String(stats.ino), born: stats.birthtimeNs === 0n ? '' : String(stats.birthtimeNs) };
}

/** An identity to keep: without numbers, where they do not last. */
export async function lastingIdentity(path: string, stats: BigIntStats): Promise<FileIdentity> {
  return (await hasLastingNumbers(dirname(path), stats.dev)) ? identityOf(stats) : unknownIdentity;
}

/** Whether two identities can be of the same file. Where one has no number, other things have to tell. */
export function isSameFile(a: FileIdentity, b: FileIdentity): boolean {
  if (!hasNumber(a) || !hasNumber(b)) return true;
  return a.ino === b.ino && (a.born === '' || b.born === '' || a.born === b.born);
}

export function hasNumber({ ino }: FileIdentity): boolean {
  return ino !== '';
}
