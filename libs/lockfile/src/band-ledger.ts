import { hostNameOf, type Band, formatRows, rowsOf } from '@task-distributor/band';
import { partPath } from './find-part.ts';
import type { LockfileLine } from './lockfile-line.ts';

export interface LedgerOptions {
  readonly folder: string;
  /** How long a line, or a part, may come late. */
  readonly graceSeconds: number;
  readonly say: (band: Band) => void;
  readonly onLine: (band: Band, line: LockfileLine) => void;
}

interface Entry {
  /** The last record that was not `running`. */
  band: Band;
  /** The name of the band's host, as in the lockfile. */
  host: string | null;
  state: 'open' | 'done' | 'failed';
  /** A worker was started on the band's host. */
  isStarted: boolean;
  hasEnded: boolean;
  line: LockfileLine | null;
  /** When waiting for the line or the part ends; null = a worker may still be at it. */
  graceEnds: number | null;
}

/**
 * What is known of every band: from the stream, and from the lockfile, whose lines can come before `started`. Times
 * are milliseconds of a clock that the caller has.
 */
export class BandLedger {
  readonly #options: LedgerOptions;
  readonly #entries = new Map<string, Entry>();
  /** Those that are not done. */
  readonly #pending = new Set<Entry>();
  /** By the host they were last started on; the latest start last. */
  readonly #startedOn = new Map<string, Entry[]>();
  readonly #withoutRows = new Map<string, Entry[]>();
  readonly #linesOfRows = new Map<string, LockfileLine>();
  /** Lines without rows that no band has been found for. */
  readonly #linesOfHosts = new Map<string, LockfileLine[]>();
  readonly #textsOfHosts = new Set<string>();
  #inputHasEnded = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Everything that has been seen is done or failed. */
  get isSettled(): boolean {
    return [...this.#pending].every(({ state }) => state !== 'open');
  }

  /** Those whose line is known, and whose part is to be looked for. */
  get awaitingPart(): { entry: Entry; path: string }[] {
    return [...this.#pending].flatMap((entry) =>
      entry.line === null ? [] : { entry, path: partPath(this.#options.folder, entry.line) },
    );
  }

  get unfinished(): Band[] {
    return [...this.#pending].filter(({ state }) => state === 'open').map(({ band }) => band);
  }

  /** Takes a record from the stream. */
  take(band: Band, now: number): void {
    const entry = this.#entryOf(band);
    const { state } = band;
    // They are of the attempt that has been settled; a later record would replace what was said of it.
    if (entry.state !== 'open' && (state === 'running' || state === 'ended')) return;
    this.#options.say(band);
    entry.host = band.host === null ? null : hostNameOf(band.host);
    // A stream can begin in the middle.
    if ((state === 'running' || state === 'ended') && !entry.isStarted) this.#start(entry);
    if (state === 'running') return;
    entry.band = band;
    if (state === 'done') {
      entry.state = 'done';
      this.#pending.delete(entry);
      return;
    }
    entry.state = state === 'failed' ? 'failed' : 'open';
    this.#pending.add(entry);
    if (state === 'started') this.#start(entry);
    if (state === 'ended') {
      entry.hasEnded = true;
      entry.graceEnds ??= now + this.#grace;
    }
    if (state === '-') {
      if (entry.line !== null) entry.graceEnds = now + this.#grace;
      if (this.#inputHasEnded) this.#claimRemembered(entry, now);
    }
  }

  /** Takes a line from the lockfile. */
  takeLine(line: LockfileLine, now: number): void {
    if (line.rows === null) {
      // A line written twice, since its writer saw it overwritten, is one line.
      if (this.#textsOfHosts.has(line.text)) return;
      this.#textsOfHosts.add(line.text);
      const entry = this.#candidate(line.host);
      if (entry !== undefined) this.#claim(entry, line, now);
      else append(this.#linesOfHosts, line.host, line);
      return;
    }
    this.#linesOfRows.set(formatRows(line.rows), line);
    const entry = this.#entries.get(formatRows(line.rows));
    if (entry !== undefined) this.#claim(entry, line, now);
    for (const other of this.#withoutRows.get(line.host) ?? []) {
      if (other.line === null) this.#claim(other, line, now);
    }
  }

  /** The lockfile is another one: what the old one said is void, except what is done. */
  forgetLines(): void {
    this.#linesOfRows.clear();
    this.#linesOfHosts.clear();
    this.#textsOfHosts.clear();
    for (const entry of this.#pending) {
      entry.line = null;
      if (!entry.hasEnded) entry.graceEnds = null;
    }
  }

  /** Bands that nobody has said `started` of are rendered by somebody else, on their hosts. */
  endInput(now: number): void {
    this.#inputHasEnded = true;
    for (const entry of this.#pending) if (!entry.isStarted) this.#claimRemembered(entry, now);
  }

  /** The part is there. */
  finish(entry: Entry): void {
    const { line } = entry;
    if (line === null) return;
    entry.state = 'done';
    this.#pending.delete(entry);
    const done: Band = {
      ...entry.band,
      host: entry.band.host ?? line.host,
      state: 'done',
      info: partPath(this.#options.folder, line),
    };
    this.#options.onLine(done, line);
    this.#options.say(done);
  }

  /** Fails those whose time is over. */
  expire(now: number): void {
    for (const entry of this.#pending) {
      if (entry.state !== 'open' || entry.graceEnds === null || entry.graceEnds > now) continue;
      const { line, host } = entry;
      const within = `within ${this.#options.graceSeconds} s`;
      this.#fail(
        entry,
        line === null
          ? `${host ?? 'The worker'} ended without a line in the lockfile ${within}`
          : `${line.host} is in the lockfile, but its part ${partPath(this.#options.folder, line)} did not show ${within}`,
      );
    }
  }

  failAll(reason: string): void {
    for (const entry of this.#pending) if (entry.state === 'open') this.#fail(entry, reason);
  }

  get #grace(): number {
    return this.#options.graceSeconds * 1000;
  }

  #fail(entry: Entry, reason: string): void {
    entry.state = 'failed';
    this.#options.say({ ...entry.band, state: 'failed', info: reason });
  }

  #entryOf(band: Band): Entry {
    const rows = rowsOf(band);
    const host = band.host === null ? null : hostNameOf(band.host);
    const name = rows === null ? `host ${host}` : formatRows(rows);
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const line = this.#linesOfRows.get(name) ?? null;
    const entry: Entry = {
      band,
      host,
      state: 'open',
      isStarted: false,
      hasEnded: false,
      line,
      graceEnds: null,
    };
    this.#entries.set(name, entry);
    this.#pending.add(entry);
    if (rows === null && host !== null) {
      append(this.#withoutRows, host, entry);
      entry.line = [...this.#linesOfRows.values()].find((known) => known.host === host) ?? null;
    }
    return entry;
  }

  /**
   * A line that is known already is of a worker quicker than the stream, or of an earlier attempt whose part was
   * removed: which, the part tells. So nothing runs out before the worker has ended.
   */
  #start(entry: Entry): void {
    entry.isStarted = true;
    entry.hasEnded = false;
    entry.graceEnds = null;
    if (entry.line?.rows === null) entry.line = null;
    if (entry.host === null) return;
    append(this.#startedOn, entry.host, entry);
    entry.line ??= this.#linesOfHosts.get(entry.host)?.shift() ?? null;
  }

  #claim(entry: Entry, line: LockfileLine, now: number): void {
    if (entry.state === 'done') return;
    entry.line = line;
    if (entry.state === 'open') entry.graceEnds = now + this.#grace;
  }

  #claimRemembered(entry: Entry, now: number): void {
    if (entry.line !== null || entry.host === null) return;
    const line = this.#linesOfHosts.get(entry.host)?.shift();
    if (line !== undefined) this.#claim(entry, line, now);
  }

  /** Whom a line without rows speaks of: the band last started on that host. */
  #candidate(host: string): Entry | undefined {
    const started = this.#startedOn.get(host) ?? [];
    const isWaiting = (entry: Entry): boolean =>
      entry.line === null && entry.state !== 'done' && entry.host === host;
    return (
      started.findLast((entry) => isWaiting(entry) && entry.state === 'open') ??
      started.findLast(isWaiting) ??
      this.#withoutRows.get(host)?.find(isWaiting) ??
      (this.#inputHasEnded
        ? [...this.#pending].find((entry) => !entry.isStarted && isWaiting(entry))
        : undefined)
    );
  }
}

function append<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
