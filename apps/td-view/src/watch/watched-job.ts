import { join } from 'node:path';
import {
  type Band,
  bandKey,
  formatRows,
  hostNameOf,
  isBand,
  type JobEvent,
  type Rows,
  RowSet,
  sameRows,
} from '@task-distributor/band';
import { JobState, type TimedEvent } from '@task-distributor/history';
import type { Size } from '@task-distributor/imaging';
import { type JobFile, rowsOfPartName } from '@task-distributor/lockfile';
import type { ShownLine } from '../snapshot.ts';
import { type FoundPart, PartFinder } from './find-parts.ts';
import type { Look } from './folder-reader.ts';
import type { GrowingPicture } from './growing-picture.ts';
import { logLine } from './log-lines.ts';
import { openedEvent, queuedEvents, timeOpened } from './open-without-log.ts';
import { SmallImages } from './small-images.ts';
import { timeOf } from './time-of.ts';

/** One job in a folder, as far as the folder tells. Times are in ms since the epoch. */
export class WatchedJob {
  readonly folder: string;
  state = new JobState();
  readonly picture: GrowingPicture;
  readonly images: SmallImages;
  /** The newest last. */
  readonly log: ShownLine[] = [];
  /** Rows whose parts have been found. */
  readonly found = new RowSet();
  hasLog = false;
  /** When something was last heard of it. */
  lastAt = 0;
  look: Look;
  /** Of the image; null = not known yet. */
  size: Size | null = null;
  #isOwnLog = false;
  readonly #finder: PartFinder;
  /** Rows of the parts that count as finished, by their paths. */
  readonly #finished = new Map<string, Rows>();
  /** Until when each host was at work, where there is no log. */
  readonly #busyUntil = new Map<string, number>();

  constructor(folder: string, look: Look, picture: GrowingPicture) {
    this.folder = folder;
    this.look = look;
    this.picture = picture;
    this.images = new SmallImages(folder);
    this.#finder = new PartFinder(folder);
  }

  get file(): JobFile | null {
    return this.look.file;
  }

  /** Whether all rows of the image are there. */
  get isWhole(): boolean {
    if (this.state.composed !== null) return true;
    return this.file !== null && this.found.covers({ first: 1, last: this.file.height });
  }

  /** @param events new ones of its log; null = it has none */
  async take(look: Look, events: readonly TimedEvent[] | null): Promise<void> {
    this.look = look;
    const own = this.#ofThisJob(events ?? []);
    this.hasLog ||= own.length > 0;
    if (this.state.opened === null && !this.hasLog) await this.#openWithoutLog(look);
    for (const { event, at } of own) this.#see(event, at);
    const { size, parts } = await this.#finder.find(look, (host) => this.#rowsOfHost(host));
    this.size = size;
    if (!this.hasLog && this.#haveMoved(parts)) await this.#beginAnew(look);
    this.picture.grow({ size, parts });
    await this.#finish(parts.filter((part) => !this.#finished.has(part.path)));
    await this.images.look();
  }

  /** Opens a part that has just come, before its job can be over and remove it. Those of other jobs do not come any more. */
  catchPart(name: string): void {
    const rows = rowsOfPartName(name);
    if (rows === null || this.file === null || this.look.lines === null || rows.last > this.file.height)
      return;
    this.picture.grow({ size: this.file, parts: [{ path: join(this.folder, name), rows, host: null }] });
  }

  /** A log can have been left by an earlier job. */
  #ofThisJob(events: readonly TimedEvent[]): readonly TimedEvent[] {
    return events.filter(({ event }) => {
      if (!isBand(event) && event.type === 'opened') this.#isOwnLog = event.job === this.file?.id;
      return this.#isOwnLog;
    });
  }

  /** A part of scripts comes between those that are there. */
  #haveMoved(parts: readonly FoundPart[]): boolean {
    return parts.some(({ path, rows }) => {
      const before = this.#finished.get(path);
      return before !== undefined && !sameRows(before, rows);
    });
  }

  async #beginAnew(look: Look): Promise<void> {
    this.state = new JobState();
    this.log.length = 0;
    this.found.clear();
    this.#finished.clear();
    this.#busyUntil.clear();
    await this.#openWithoutLog(look);
  }

  async #openWithoutLog({ file }: Look): Promise<void> {
    const opened = await timeOpened(this.folder, file);
    this.lastAt = opened;
    if (file === null) return;
    this.state.see(openedEvent(this.folder, file), opened);
    for (const event of queuedEvents(file)) this.#see(event, opened);
  }

  /** What the folder says and the log, if there is one, does not. */
  async #finish(parts: readonly FoundPart[]): Promise<void> {
    const timed = await Promise.all(
      parts.map(async (part) => ({ part, at: await timeOf(part.path, 'mtimeMs') })),
    );
    for (const { part, at } of timed.sort((a, b) => a.at - b.at)) {
      this.#finished.set(part.path, part.rows);
      this.found.add(part.rows);
      const known = this.state.bands.get(formatRows(part.rows));
      const band: Band = {
        ...part.rows,
        host: part.host ?? known?.host ?? null,
        state: 'done',
        info: part.path,
      };
      if (!this.hasLog) this.#begin(band, at);
      this.#see(band, at);
    }
  }

  /** Nobody has said when it began: it began when its host was free. */
  #begin(band: Band, end: number): void {
    const host = band.host ?? '';
    const from = this.#busyUntil.get(host) ?? this.state.opened ?? this.lastAt;
    this.#busyUntil.set(host, end);
    this.state.see({ ...band, state: 'started', info: null }, Math.min(from, end));
  }

  #see(event: JobEvent, at: number): void {
    if (this.#isOver(event)) return;
    this.lastAt = Math.max(this.lastAt, at);
    this.state.see(event, at);
    const line = logLine(event, at);
    if (line === null) return;
    this.log.push(line);
    if (this.log.length > 2 * longestLog) this.log.splice(0, longestLog);
  }

  /** Its part is there: what the log says about it later has been before that. */
  #isOver(event: JobEvent): boolean {
    if (!isBand(event)) return false;
    const isPast = ['running', 'ended', 'done'].includes(event.state);
    return isPast && this.state.bands.get(bandKey(event))?.phase === 'done';
  }

  /** As the log says. Without one, the rows are only a guess of the last look. */
  #rowsOfHost(name: string): Rows | null {
    if (!this.hasLog) return null;
    for (const { rows, host } of this.state.bands.values()) {
      if (rows !== null && host !== null && hostNameOf(host) === name) return rows;
    }
    return null;
  }
}

/** In lines. */
export const longestLog = 300;
