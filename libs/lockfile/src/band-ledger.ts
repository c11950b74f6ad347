import { type Band, splitOf } from '@task-distributor/band';
import { byLastStart, hostOf, keyOf, LedgerEntries, type LedgerEntry } from './ledger-entries.ts';
import { LinesWithRows } from './lines-with-rows.ts';
import { LinesWithoutRows } from './lines-without-rows.ts';
import type { LockfileLine } from './lockfile-line.ts';
import type { LineSink } from './lockfile-reader.ts';
import { doneEvents, failedBand, graceReason, type LedgerOptions } from './settled-band.ts';

/**
 * Combines the records of the stream with the lines of the lockfile, which can come before `started`. A record or a line
 * takes the same time however many there are.
 */
export class BandLedger implements LineSink {
  readonly #options: LedgerOptions;
  readonly #entries: LedgerEntries;
  readonly #linesWithRows = new LinesWithRows();
  readonly #linesWithoutRows = new LinesWithoutRows();
  /** Bands that got their lines before their workers ended. */
  readonly #finishedWhileRunning = new Set<LedgerEntry>();
  #inputHasEnded = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#entries = new LedgerEntries(options.graceMs);
  }

  /** Every band that has been seen is done or failed. */
  get isSettled(): boolean {
    return this.#entries.openCount === 0;
  }

  /** Takes a record from the stream. */
  take(band: Band): void {
    if (band.state === 'split') return this.#split(band);
    const { state } = band;
    if (state === 'running' && this.#entries.wasDropped(keyOf(band))) return;
    const entry = this.#entryOf(band);
    // It is about an attempt that is over, and would take back what has been emitted since.
    if (entry.state !== 'open' && (state === 'running' || state === 'ended')) return;
    this.#options.emit(band);
    entry.host = hostOf(band);
    // A stream can begin in the middle.
    if ((state === 'running' || state === 'ended') && entry.lastStart === null) this.#start(entry);
    if (state === 'running') return;
    entry.band = band;
    this.#setState(entry, state === 'done' || state === 'failed' ? state : 'open');
    if (state === 'started') this.#start(entry);
    if (state === '-') this.#reopen(entry);
    if (state !== 'ended') return;
    entry.hasEnded = true;
    if (!this.#entries.grace.has(entry)) this.#entries.grace.start(entry);
  }

  /** Takes a line from the lockfile. */
  takeLine(line: LockfileLine): void {
    if (line.rows === null) {
      const entry = this.#linesWithoutRows.take(line);
      if (entry !== null) this.#claim(entry, line);
      return;
    }
    const { ofRows, ofHost } = this.#linesWithRows.take(line);
    const entry = this.#entries.get(ofRows);
    if (entry !== undefined) this.#claim(entry, line);
    const withoutRows = this.#entries.get(ofHost);
    if (withoutRows?.line === null) this.#claim(withoutRows, line);
  }

  /** The lockfile is another one: the lines of the old one do not count, except for bands that are done. */
  forgetLines(): void {
    this.#linesWithRows.clear();
    this.#linesWithoutRows.clear();
    for (const entry of [...this.#entries.pending].sort(byLastStart)) {
      this.#entries.setLine(entry, null);
      if (!entry.hasEnded) this.#entries.grace.cancel(entry);
      if (entry.state === 'failed') this.#linesWithoutRows.addFailed(entry);
      else if (entry.lastStart !== null) this.#linesWithoutRows.addStarted(entry);
      if (this.#inputHasEnded && entry.lastStart === null) this.#linesWithoutRows.addUnstarted(entry);
    }
  }

  /** Nobody reports the start of the bands that are left: they are rendered on the hosts that they name. */
  endInput(): void {
    if (this.#inputHasEnded) return;
    this.#inputHasEnded = true;
    for (const entry of this.#finishedWhileRunning) {
      if (entry.state === 'open' && !this.#entries.grace.has(entry)) this.#entries.grace.start(entry);
    }
    for (const entry of this.#entries.pending) {
      if (entry.lastStart !== null) continue;
      const line = entry.line === null ? this.#linesWithoutRows.takeUnclaimed(entry) : null;
      if (line === null) this.#linesWithoutRows.addUnstarted(entry);
      else this.#claim(entry, line);
    }
  }

  /** The bands whose parts are to be looked for in this round. */
  partsToCheck(now: number): LedgerEntry[] {
    return this.#entries.partsToCheck(now);
  }

  /** The band's part has been found. */
  finish(entry: LedgerEntry): void {
    if (entry.line === null || entry.state === 'done') return;
    const events = doneEvents(entry, entry.line, this.#options.folder);
    this.#setState(entry, 'done');
    for (const event of events) this.#options.emit(event);
  }

  /** Fails the bands whose grace is over. */
  expire(now: number): void {
    for (const entry of this.#entries.grace.expired(now)) {
      this.#fail(entry, graceReason(entry, this.#options), null);
    }
  }

  /** Fails every band that is still open. @returns how many */
  failAll(reason: string, code: string): number {
    const open = [...this.#entries.pending].filter(({ state }) => state === 'open');
    for (const entry of open) this.#fail(entry, reason, code);
    return open.length;
  }

  #fail(entry: LedgerEntry, reason: string, code: string | null): void {
    this.#setState(entry, 'failed');
    this.#options.emit(failedBand(entry, reason, code));
  }

  #entryOf(band: Band): LedgerEntry {
    const host = hostOf(band);
    const key = keyOf(band);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = this.#entries.add(key, band, host);
    if (band.first === null) this.#linesWithoutRows.addWithoutRows(entry);
    this.#entries.setLine(entry, this.#linesWithRows.get(key));
    return entry;
  }

  /** From now on, two bands are waited for in place of one. */
  #split(band: Band): void {
    this.#options.emit(band);
    this.#entries.drop(keyOf(band));
    const { kept, rest } = splitOf(band);
    for (const rows of [kept, rest]) this.#entryOf({ ...rows, host: null, state: '-', info: null });
  }

  #setState(entry: LedgerEntry, state: LedgerEntry['state']): void {
    this.#entries.setState(entry, state);
    if (state === 'failed') this.#linesWithoutRows.addFailed(entry);
  }

  /**
   * A line that is known already was written by a worker faster than the stream, or is of an earlier attempt whose part was
   * removed: the part shows which. So the grace begins only when the worker has ended.
   */
  #start(entry: LedgerEntry): void {
    this.#finishedWhileRunning.delete(entry);
    this.#entries.setStarted(entry);
    this.#linesWithoutRows.addStarted(entry);
    const known = entry.line?.rows === null ? null : entry.line;
    this.#entries.setLine(entry, known ?? this.#linesWithoutRows.takeUnclaimed(entry));
  }

  /** Somebody asks for the band, perhaps once more. */
  #reopen(entry: LedgerEntry): void {
    if (entry.line !== null) this.#entries.grace.start(entry);
    else if (entry.lastStart !== null) this.#linesWithoutRows.addStarted(entry);
  }

  #claim(entry: LedgerEntry, line: LockfileLine): void {
    if (entry.state === 'done') return;
    this.#entries.setLine(entry, line);
    // While the worker is followed, it may publish the part yet, or its band is tried again.
    const isFollowed = entry.lastStart !== null && !entry.hasEnded && !this.#inputHasEnded;
    if (isFollowed) this.#finishedWhileRunning.add(entry);
    else if (entry.state === 'open') this.#entries.grace.start(entry);
  }
}
