import { bandKey, formatRows } from '@task-distributor/band';
import type { LockfileLine } from './lockfile-line.ts';

/** By the key of a band that they finish: the last line of each rows, and the first line with rows of each host. */
export class LinesWithRows {
  readonly #lines = new Map<string, LockfileLine>();

  /** @returns the keys of the bands that it may be about: that of its rows, and that of its host without rows */
  take(line: LockfileLine): { ofRows: string; ofHost: string } {
    const ofRows = formatRows(line.rows!);
    const ofHost = bandKey({ first: null, last: null, host: line.host });
    this.#lines.set(ofRows, line);
    if (!this.#lines.has(ofHost)) this.#lines.set(ofHost, line);
    return { ofRows, ofHost };
  }

  get(key: string): LockfileLine | null {
    return this.#lines.get(key) ?? null;
  }

  clear(): void {
    this.#lines.clear();
  }
}
