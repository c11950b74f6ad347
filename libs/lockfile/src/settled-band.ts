import type { Band, LineFound } from '@task-distributor/band';
import { partPath } from './find-part.ts';
import type { LedgerEntry } from './ledger-entries.ts';
import type { LockfileLine } from './lockfile-line.ts';

/** What is emitted when a band's part has been found: its line, and the band as done. */
export function doneEvents({ band }: LedgerEntry, line: LockfileLine, folder: string): [LineFound, Band] {
  const { first, last, host } = band;
  const info = partPath(folder, line);
  const done: Band = { first, last, host: host ?? line.host, state: 'done', info };
  return [{ type: 'line', band: done, host: line.host, text: line.text }, done];
}

/** @param code for programs, where the kind of failure matters to them */
export function failedBand({ band }: LedgerEntry, reason: string, code: string | null): Band {
  const { first, last, host } = band;
  const failed: Band = { first, last, host, state: 'failed', info: reason };
  return code === null ? failed : { ...failed, code };
}

/** Where a band's line and part are looked for. */
interface LookedAt {
  readonly folder: string;
  /** On a network file system, whose caches can hide what other machines see. */
  readonly isShared: boolean;
  /** How late a line, or a part, may come, in milliseconds. */
  readonly graceMs: number;
}

export interface LedgerOptions extends LookedAt {
  readonly emit: (event: Band | LineFound) => void;
}

/** Why a band fails whose grace is over. */
export function graceReason({ line, host }: LedgerEntry, { folder, isShared, graceMs }: LookedAt): string {
  const within = `within ${graceMs / 1000} s`;
  if (line === null) {
    const hint = isShared ? cacheHint('line', 'sshfs: attr_timeout, dcache_timeout; NFS: actimeo') : '';
    return `${host ?? 'The worker'} ended without a line in the lockfile ${within}${hint}`;
  }
  const path = partPath(folder, line);
  const hint = isShared ? cacheHint('part', 'sshfs: negative_timeout; NFS: lookupcache, actimeo') : '';
  return `${line.host} is in the lockfile, but its part ${path} did not appear ${within}, or begins with NULs${hint}`;
}

/** @param options those of mount that set for how long this machine believes its caches */
function cacheHint(what: string, options: string): string {
  return `; if other machines see the ${what}, this machine's mount caches for too long (${options})`;
}
