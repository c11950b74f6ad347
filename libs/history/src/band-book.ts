import { type Band, bandKey, formatRows, type Rows } from '@task-distributor/band';
import { TrackedBand } from './band-state.ts';
import type { Work } from './work.ts';

/** Numbers of a job. */
export interface Totals {
  readonly bands: number;
  readonly bandsDone: number;
  readonly bandsFailed: number;
  /** Of all bands that are known. */
  readonly rows: number;
  /** With those of bands that run. */
  readonly rowsDone: number;
}

/** All bands of a job, with sums over them. */
export class BandBook {
  readonly bands = new Map<string, TrackedBand>();
  readonly running = new Set<TrackedBand>();
  readonly totals = { bands: 0, bandsDone: 0, bandsFailed: 0, rows: 0, rowsDone: 0 };
  /** Those that wait for a host. */
  readonly waiting = { bands: 0, work: 0 };
  readonly work: Work;
  /** Rows of the image, as far as is known. */
  height = 0;

  constructor(work: Work) {
    this.work = work;
  }

  /** The band of a record, which is added if it is new. */
  of(band: Pick<Band, 'first' | 'last' | 'host'>, at: number): TrackedBand {
    const known = this.bands.get(bandKey(band));
    if (known !== undefined) return known;
    const { first, last } = band;
    return this.#add(bandKey(band), new TrackedBand(first === null ? null : { first, last: last! }, at));
  }

  /** Changes a band, and keeps the sums right. */
  change(band: TrackedBand, change: () => void): void {
    this.#count(band, -1);
    change();
    this.#count(band, 1);
  }

  /** Puts two bands in the place of one. @returns the one that is kept */
  split(band: TrackedBand, kept: Rows, rest: Rows, at: number): TrackedBand {
    const { reached, host, phase, attempt, since, tracedFrom, startedAt, progressedAt } = band;
    this.#remove(formatRows({ first: kept.first, last: rest.last }), band);
    const upper = this.#add(formatRows(kept), new TrackedBand(kept, at));
    const finished = (100 * (reached - kept.first + 1)) / upper.rowCount;
    const percent = Math.min(99, Math.max(0, finished));
    const same = { host, phase, attempt, since, tracedFrom, startedAt, progressedAt };
    this.change(upper, () => Object.assign(upper, same, { percent }));
    this.of({ ...rest, host: null }, at);
    return upper;
  }

  /** Forgets the bands that are not finished: their job was stopped, and the next run of it says anew which there are. */
  dropUnfinished(): void {
    for (const [key, band] of this.bands) if (band.phase !== 'done') this.#remove(key, band);
  }

  /** The way in which work is measured has changed. */
  recount(): void {
    this.waiting.work = 0;
    for (const band of this.bands.values()) if (isWaiting(band)) this.waiting.work += this.workOf(band);
  }

  /** Rows of bands that have not come yet. */
  get unseenRows(): number {
    return Math.max(0, this.height - this.totals.rows);
  }

  /** What is left of a band. */
  workOf({ rows, reached }: TrackedBand): number {
    return rows === null ? 0 : Math.max(0, this.work.between(reached, rows.last));
  }

  #add(key: string, band: TrackedBand): TrackedBand {
    this.bands.set(key, band);
    this.#count(band, 1);
    return band;
  }

  #remove(key: string, band: TrackedBand): void {
    this.bands.delete(key);
    this.#count(band, -1);
  }

  #count(band: TrackedBand, sign: 1 | -1): void {
    const { totals, waiting, running } = this;
    totals.bands += sign;
    totals.rows += sign * band.rowCount;
    totals.rowsDone += (sign * band.rowCount * band.percent) / 100;
    if (band.phase === 'done') totals.bandsDone += sign;
    if (band.phase === 'failed') totals.bandsFailed += sign;
    if (isWaiting(band)) {
      waiting.bands += sign;
      waiting.work += sign * this.workOf(band);
    }
    if (sign === 1 && band.isRunning) running.add(band);
    else running.delete(band);
  }
}

function isWaiting(band: TrackedBand): boolean {
  return band.phase === 'waiting' || (band.phase === 'retrying' && !band.isRunning);
}
