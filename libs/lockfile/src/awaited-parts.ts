import type { LedgerEntry } from './ledger-entries.ts';

/** The bands whose line is known, and whose parts are looked for. */
export class AwaitedParts {
  /** Not looked for since their lines were read. */
  readonly #fresh = new Set<LedgerEntry>();
  /** Looked for and not found; the next to be looked for is at the front. */
  readonly #late = new Set<LedgerEntry>();

  /** Looks for the part in the next round. */
  add(entry: LedgerEntry): void {
    this.#late.delete(entry);
    this.#fresh.add(entry);
  }

  delete(entry: LedgerEntry): void {
    this.#fresh.delete(entry);
    this.#late.delete(entry);
  }

  clear(): void {
    this.#fresh.clear();
    this.#late.clear();
  }

  /** Those to look for in this round: all that are new, and some of those that were not found before. */
  nextRound(): LedgerEntry[] {
    const round = [...this.#fresh, ...first(this.#late, latePerRound)];
    this.#fresh.clear();
    for (const entry of round) {
      this.#late.delete(entry);
      this.#late.add(entry);
    }
    return round;
  }
}

function* first<Item>(items: Iterable<Item>, count: number): Generator<Item> {
  let taken = 0;
  for (const item of items) {
    if (taken === count) return;
    taken += 1;
    yield item;
  }
}

/** A part that comes after its line is rare. Thousands of them, missing, should not keep a core busy. */
const latePerRound = 100;
