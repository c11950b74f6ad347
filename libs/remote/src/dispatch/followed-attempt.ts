import { type Band, type JobEvent, type Rows, sameRows, splitBand, splitOf } from '@task-distributor/band';
import type { AttemptObserver, AttemptProgress, AttemptResult, RunningAttempt } from '../worker.ts';
import type { BandSplitter, FollowedSplits } from './band-splitter.ts';
import type { Assignment } from './dispatch-queue.ts';
import type { RunningBands } from './running-bands.ts';
import type { Task } from './task-lane.ts';

export interface AttemptWatchers {
  readonly emit: (event: JobEvent) => void;
  readonly running: RunningBands;
  /** null = no band is cut short. */
  readonly splitter: BandSplitter | null;
  /** Takes the lower rows of a band that was cut short. */
  readonly addRest: (rest: Rows) => void;
}

/** Passes on what a worker reports, and keeps its task up to date if the band is cut short. */
export class FollowedAttempt implements AttemptObserver {
  readonly #assignment: Assignment;
  readonly #watchers: AttemptWatchers;
  readonly #rowsAtStart: Rows;
  #progress: ReturnType<RunningBands['add']> | undefined;
  #splits: FollowedSplits | null = null;
  #hasProgressed = false;
  #isOver = false;

  constructor(assignment: Assignment, watchers: AttemptWatchers) {
    this.#assignment = assignment;
    this.#watchers = watchers;
    this.#rowsAtStart = assignment.task.rows;
  }

  get hasProgressed(): boolean {
    return this.#hasProgressed;
  }

  /** The rows that it began with, if it was cut short. */
  get cutFrom(): Rows | null {
    return sameRows(this.#rowsAtStart, this.#task.rows) ? null : this.#rowsAtStart;
  }

  /** The band as it is now. */
  get band(): Band {
    return { ...this.#task.band, host: this.#assignment.host.name };
  }

  started(running: RunningAttempt): void {
    this.#emitStarted();
    this.#splits = this.#watchers.splitter?.follow(this.#assignment, running) ?? null;
  }

  progressed(progress: AttemptProgress): void {
    this.#hasProgressed = true;
    this.#progress?.progressed(progress.percent);
    this.#splits?.progressed(progress);
  }

  split(kept: Rows): void {
    if (this.#isOver) return;
    if (sameRows(kept, this.#task.rows)) return this.#splits?.answered(kept);
    const record = splitBand(this.band, kept.last);
    this.#task.keep(kept);
    this.#watchers.emit(record);
    this.#progress?.stop();
    this.#emitStarted();
    this.#watchers.addRest(splitOf(record).rest);
    // Not before, because the host that gets the rest counts as idle until then.
    this.#splits?.answered(kept);
  }

  /** What is reported later is ignored. @param result null = the job stops */
  end(result: AttemptResult | null): void {
    this.#isOver = true;
    this.#progress?.stop();
    this.#splits?.ended(result);
  }

  get #task(): Task {
    return this.#assignment.task;
  }

  #emitStarted(): void {
    this.#watchers.emit({ ...this.band, state: 'started', info: null });
    this.#progress = this.#watchers.running.add(this.band);
  }
}
