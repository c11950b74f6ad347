import { Fifo } from '@task-distributor/band';
import type { LedgerEntry } from './ledger-entries.ts';
import type { LockfileLine } from './lockfile-line.ts';

/**
 * Finds the band that a line without rows is about: the one that was last started on the line's host and has no line yet.
 * Lines that no band is found for are kept for bands that start later.
 */
export class LinesWithoutRows {
  readonly #hosts = new Map<string, HostEntries>();
  /** Lines that no band was found for, oldest first. */
  readonly #unclaimed = new Map<string, Fifo<LockfileLine>>();
  readonly #texts = new Set<string>();

  /** A worker for the band was started on its host. */
  addStarted(entry: LedgerEntry): void {
    this.#entriesOf(entry)?.open.push(entry);
  }

  /** The band has failed. A late line may still make it good. */
  addFailed(entry: LedgerEntry): void {
    if (entry.lastStart !== null) this.#entriesOf(entry)?.failed.push(entry);
  }

  /** The band has no rows: any line of its host is about it. */
  addWithoutRows(entry: LedgerEntry): void {
    const entries = this.#entriesOf(entry);
    if (entries !== undefined) entries.withoutRows = entry;
  }

  /** Nobody reports when a worker for the band starts. */
  addUnstarted(entry: LedgerEntry): void {
    this.#entriesOf(entry)?.unstarted.push(entry);
  }

  /** @returns the band that the line is about; null = none is known, or the line is a repetition */
  take(line: LockfileLine): LedgerEntry | null {
    // A line that its writer has written twice, because another one had overwritten it, is one line.
    if (this.#texts.has(line.text)) return null;
    this.#texts.add(line.text);
    const entry = this.#find(line.host);
    if (entry === null) getOrAdd(this.#unclaimed, line.host, () => new Fifo<LockfileLine>()).push(line);
    return entry;
  }

  /** Takes the oldest line of the band's host that no band was found for. */
  takeUnclaimed({ host }: LedgerEntry): LockfileLine | null {
    return (host === null ? undefined : this.#unclaimed.get(host)?.shift()) ?? null;
  }

  /** Forgets all lines, and all bands but those without rows. */
  clear(): void {
    this.#unclaimed.clear();
    this.#texts.clear();
    for (const entries of this.#hosts.values()) entries.clear();
  }

  #find(host: string): LedgerEntry | null {
    const entries = this.#hosts.get(host);
    if (entries === undefined) return null;
    const isWaiting = (entry: LedgerEntry): boolean =>
      entry.line === null && entry.state !== 'done' && entry.host === host;
    return (
      entries.takeLastOpen(isWaiting) ??
      entries.takeLastFailed(isWaiting) ??
      (entries.withoutRows !== null && isWaiting(entries.withoutRows) ? entries.withoutRows : null) ??
      entries.takeUnstarted(isWaiting)
    );
  }

  #entriesOf({ host }: LedgerEntry): HostEntries | undefined {
    return host === null ? undefined : getOrAdd(this.#hosts, host, () => new HostEntries());
  }
}

/**
 * The bands of one host that may be waiting for a line. Those that no longer are stay until they are found, so that each is
 * looked at once, however many there are.
 */
class HostEntries {
  /** The one started last is at the end. */
  open: LedgerEntry[] = [];
  /** The one that failed last is at the end. */
  failed: LedgerEntry[] = [];
  unstarted = new Fifo<LedgerEntry>();
  withoutRows: LedgerEntry | null = null;

  takeLastOpen(isWaiting: (entry: LedgerEntry) => boolean): LedgerEntry | null {
    return takeLast(this.open, (entry) => entry.state === 'open' && isWaiting(entry));
  }

  takeLastFailed(isWaiting: (entry: LedgerEntry) => boolean): LedgerEntry | null {
    return takeLast(this.failed, isWaiting);
  }

  takeUnstarted(isWaiting: (entry: LedgerEntry) => boolean): LedgerEntry | null {
    for (let entry = this.unstarted.shift(); entry !== undefined; entry = this.unstarted.shift()) {
      if (isWaiting(entry)) return entry;
    }
    return null;
  }

  clear(): void {
    this.open = [];
    this.failed = [];
    this.unstarted = new Fifo();
  }
}

function takeLast(entries: LedgerEntry[], isWaiting: (entry: LedgerEntry) => boolean): LedgerEntry | null {
  for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
    if (isWaiting(entry)) return entry;
  }
  return null;
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}
