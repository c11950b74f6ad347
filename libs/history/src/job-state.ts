import {
  type Band,
  bandKey,
  formatRows,
  type ImageComposed,
  isBand,
  type JobEvent,
  type JobPlanned,
  splitOf,
} from '@task-distributor/band';
import { BandBook, type Totals } from './band-book.ts';
import type { BandState } from './band-state.ts';
import { Estimator } from './estimator.ts';
import { HostBook } from './host-book.ts';
import type { HostState } from './host-state.ts';
import { Runs } from './runs.ts';
import { type Pause, RunTimes } from './run-times.ts';
import { Work } from './work.ts';

export interface JobImage {
  /** null = nobody said. */
  readonly width: number | null;
  readonly height: number;
  /** null = nobody said. */
  readonly scene: string | null;
}

/**
 * The state of a job, put together from its events. It has no clock: the times of events are given, in ms since the epoch. An event takes
 * constant time, whatever the numbers of bands and hosts, apart from the estimate, which is made twice a second.
 */
export class JobState {
  #image: JobImage | null = null;
  #planned: JobPlanned | null = null;
  #composed: ImageComposed | null = null;
  readonly #times = new RunTimes();
  readonly #work = new Work();
  readonly #bands = new BandBook(this.#work);
  readonly #hosts = new HostBook();
  readonly #runs = new Runs(this.#bands, this.#hosts);
  readonly #estimator = new Estimator(this.#bands, this.#hosts);
  /** Bands that go on under these rows after a split. */
  readonly #goingOn = new Set<string>();

  /** @param height rows of the image, if no event says it */
  constructor(height: number | null = null) {
    if (height !== null) this.#image = { width: null, height, scene: null };
    this.#bands.height = height ?? 0;
  }

  get image(): JobImage | null {
    return this.#image;
  }

  get planned(): JobPlanned | null {
    return this.#planned;
  }

  get composed(): ImageComposed | null {
    return this.#composed;
  }

  /** When the job was opened or, if that was not seen, when it was first heard of; null = no event yet. */
  get opened(): number | null {
    return this.#times.opened;
  }

  /** When the image was composed, or the job was closed, or `end` was called. */
  get ended(): number | null {
    return this.#times.ended;
  }

  /** Between its runs, the earliest first. */
  get pauses(): readonly Pause[] {
    return this.#times.pauses;
  }

  /** By `bandKey`. A band that was split is replaced by its two. */
  get bands(): ReadonlyMap<string, BandState> {
    return this.#bands.bands;
  }

  /** By name, in the order of the list; those that are not listed, in the order in which they got bands. */
  get hosts(): ReadonlyMap<string, HostState> {
    return this.#hosts.hosts;
  }

  get totals(): Totals {
    return this.#bands.totals;
  }

  /** For `remaining`. */
  get estimator(): Pick<Estimator, 'at'> {
    return this.#estimator;
  }

  see(event: JobEvent, at: number): void {
    if (isBand(event)) this.#seeBand(event, at);
    else this.#seeOther(event, at);
    this.#times.hear(at);
    this.#estimator.goTo(at);
  }

  /** The stream has ended, for whatever reason. */
  end(at: number): void {
    this.#times.ended ??= at;
    for (const host of this.#hosts.hosts.values()) host.endAll(at);
  }

  #open(at: number): void {
    const stopped = this.#times.open(at);
    if (stopped === null) return;
    for (const host of this.#hosts.hosts.values()) host.stop(stopped);
    this.#bands.dropUnfinished();
    this.#goingOn.clear();
    this.#estimator.forget();
    this.#composed = null;
  }

  #seeBand(band: Band, at: number): void {
    const { state } = band;
    if (state === 'split') return this.#split(band, at);
    const tracked = this.#bands.of(band, at);
    if (state === 'started') {
      if (this.#goingOn.delete(bandKey(band))) this.#runs.goOn(tracked, band.host ?? here, at);
      else this.#runs.start(tracked, band.host ?? here, at);
    }
    if (state === 'running') this.#runs.progress(tracked, band.host ?? here, Number(band.info ?? 0), at);
    if (state === 'ended') this.#runs.finish(tracked, { phase: 'sending', host: band.host }, at);
    if (state === 'done') this.#runs.finish(tracked, { phase: 'done', host: band.host }, at);
    if (state === 'failed') this.#runs.fail(tracked, { isFinal: true, reason: band.info }, at);
  }

  #split(band: Band, at: number): void {
    const { kept, rest } = splitOf(band);
    const tracked = this.#bands.of(band, at);
    const wasRunning = tracked.isRunning;
    this.#runs.split(tracked, kept, rest, at);
    this.#estimator.sawSplit(wasRunning);
    if (wasRunning) this.#goingOn.add(formatRows(kept));
  }

  #seeOther(event: Exclude<JobEvent, Band>, at: number): void {
    switch (event.type) {
      case 'opened': {
        const { width, height, scene = null } = event;
        this.#image = { width, height, scene };
        this.#bands.height = height;
        return this.#open(at);
      }
      case 'hosts':
        for (const facts of event.hosts) this.#hosts.list(facts);
        return this.#estimator.know(event.splits, event.mostWorkers ?? Infinity);
      case 'planned':
        this.#planned = event;
        return this.#estimator.expect(event.expectedSeconds, at);
      case 'costs':
        this.#work.set(event.strips);
        this.#bands.recount();
        return this.#hosts.changeUnit();
      case 'queued':
        return void this.#bands.of(event.band, at);
      case 'composed':
        this.#composed = event;
        this.#times.ended = at;
        return;
      case 'stopped':
        return this.end(at);
      case 'closed':
        this.#times.ended = at;
        return;
      default:
        this.#runs.see(event, at);
    }
  }
}

/** The host of bands that name none. */
const here = 'this machine';
