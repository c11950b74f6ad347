import { type Band, bandKey, hostNameOf } from '@task-distributor/band';
import { AwaitedParts } from './awaited-parts.ts';
import { GraceQueue } from './grace-queue.ts';
import type { LockfileLine } from './lockfile-line.ts';

/** What is known of one band. */
export interface LedgerEntry {
  /** The last record that was not `running`. */
  band: Band;
  /** The name of the band's host, as in the lockfile. */
  host: string | null;
  state: 'open' | 'done' | 'failed';
  /** Which of all starts of workers was the band's last; null = it was never started. */
  lastStart: number | null;
  hasEnded: boolean;
  /** The line that says that the band is finished; then its part is looked for. */
  line: LockfileLine | null;
}

/** The bands, and which of them are open, or wait for their part, or for the end of their grace. */
export class LedgerEntries {
  readonly grace: GraceQueue;
  readonly #byKey = new Map<string, LedgerEntry>();
  readonly #dropped = new Set<string>();
  /** Those that are not done. */
  readonly #pending = new Set<LedgerEntry>();
  readonly #parts = new AwaitedParts();
  #openCount = 0;
  #startCount = 0;

  constructor(graceMs: number) {
    this.grace = new GraceQueue(graceMs);
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** Those that are not done, in the order in which they came. */
  get pending(): Iterable<LedgerEntry> {
    return this.#pending;
  }

  /** @param key as keyOf makes it */
  get(key: string): LedgerEntry | undefined {
    return this.#byKey.get(key);
  }

  add(key: string, band: Band, host: string | null): LedgerEntry {
    const entry: LedgerEntry = { band, host, state: 'open', lastStart: null, hasEnded: false, line: null };
    this.#byKey.set(key, entry);
    this.#dropped.delete(key);
    this.#pending.add(entry);
    this.#openCount += 1;
    return entry;
  }

  /** The band no longer exists: others take its place. */
  drop(key: string): void {
    this.#dropped.add(key);
    const entry = this.#byKey.get(key);
    if (entry === undefined) return;
    this.setState(entry, 'done');
    this.#byKey.delete(key);
  }

  /** Whether it was dropped, and has not come again. */
  wasDropped(key: string): boolean {
    return this.#dropped.has(key);
  }

  setState(entry: LedgerEntry, state: LedgerEntry['state']): void {
    if (entry.state === 'open') this.#openCount -= 1;
    if (state === 'open') this.#openCount += 1;
    else this.grace.cancel(entry);
    entry.state = state;
    if (state === 'done') this.#pending.delete(entry);
    else this.#pending.add(entry);
    this.setLine(entry, entry.line);
  }

  setStarted(entry: LedgerEntry): void {
    this.#startCount += 1;
    entry.lastStart = this.#startCount;
    entry.hasEnded = false;
    this.grace.cancel(entry);
  }

  setLine(entry: LedgerEntry, line: LockfileLine | null): void {
    entry.line = line;
    if (line !== null && entry.state !== 'done') this.#parts.add(entry);
    else this.#parts.delete(entry);
  }

  /** Those whose parts are to be looked for in this round; among them all whose grace is over. */
  partsToCheck(now: number): LedgerEntry[] {
    const expired = this.grace.expired(now).filter(({ line }) => line !== null);
    return [...new Set([...this.#parts.nextRound(), ...expired])];
  }
}

export function byLastStart(a: LedgerEntry, b: LedgerEntry): number {
  return (a.lastStart ?? 0) - (b.lastStart ?? 0);
}

/** The name of the band's host, as in the lockfile. */
export function hostOf({ host }: Band): string | null {
  return host === null ? null : hostNameOf(host);
}

export function keyOf(band: Band): string {
  return bandKey({ ...band, host: hostOf(band) });
}
