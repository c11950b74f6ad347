import type { LedgerEntry } from './ledger-entries.ts';

/** The bands whose line or part may still come, for a while. It is the same while for all: the first to begin ends first. */
export class GraceQueue {
  readonly #graceMs: number;
  /** When each ends, on performance.now()'s clock; the next to end is at the front. */
  readonly #ends = new Map<LedgerEntry, number>();

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  has(entry: LedgerEntry): boolean {
    return this.#ends.has(entry);
  }

  /** Begins now, also when it had begun before. */
  start(entry: LedgerEntry): void {
    this.#ends.delete(entry);
    this.#ends.set(entry, performance.now() + this.#graceMs);
  }

  cancel(entry: LedgerEntry): void {
    this.#ends.delete(entry);
  }

  /** Those whose time is over. */
  expired(now: number): LedgerEntry[] {
    const expired: LedgerEntry[] = [];
    for (const [entry, ends] of this.#ends) {
      if (ends > now) break;
      expired.push(entry);
    }
    return expired;
  }
}
