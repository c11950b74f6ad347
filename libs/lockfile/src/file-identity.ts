import type { BigIntStats } from 'node:fs';

/**
 * Identifies a file, whatever its name is. A file system gives the inode number of a removed file to the next one, so the
 * time of birth is part of it; '' where the file system does not keep one.
 */
export interface FileIdentity {
  readonly ino: string;
  readonly born: string;
}

export function identityOf(stats: BigIntStats): FileIdentity {
  return { ino: String(stats.ino), born: stats.birthtimeNs === 0n ? '' : String(stats.birthtimeNs) };
}

export function isSameFile(a: FileIdentity, b: FileIdentity): boolean {
  return a.ino === b.ino && (a.born === '' || b.born === '' || a.born === b.born);
}
