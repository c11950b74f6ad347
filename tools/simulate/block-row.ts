import type { Rows } from '@task-distributor/band';
import type { BlocksOfOthers } from './blocks-of-others.ts';
import type { BlockSums } from './block-sums.ts';
import type { SimulatedHost } from './simulated-host.ts';

export interface BlockRowOptions {
  readonly rows: Rows;
  /** Number of its first block in the band's region, from 1 on. */
  readonly firstBlock: number;
  readonly sums: BlockSums;
}

/** A row of blocks that a host renders one after the other, but for those that others have finished. */
export class BlockRow {
  readonly rows: Rows;
  readonly #first: number;
  readonly #last: number;
  readonly #sums: BlockSums;
  readonly #host: SimulatedHost;
  readonly #others: BlocksOfOthers;
  /** The first block that is not finished. */
  #next: number;
  /** Where and when the present run has begun. */
  #run: { readonly at: number; readonly first: number };

  constructor(options: BlockRowOptions, host: SimulatedHost, others: BlocksOfOthers, now: number) {
    this.rows = options.rows;
    this.#first = options.firstBlock;
    this.#last = options.firstBlock + options.sums.count - 1;
    this.#sums = options.sums;
    this.#host = host;
    this.#others = others;
    this.#next = this.#first;
    this.#run = { at: now, first: this.#next };
    this.begin(now);
  }

  get isFinished(): boolean {
    return this.#next > this.#last;
  }

  /** Whether others have finished all blocks that are left. */
  get isFinishedByOthers(): boolean {
    return this.#others.countFinished(this.#next, this.#last) === this.#last - this.#next + 1;
  }

  /** A run of the renderer begins here. */
  begin(now: number): void {
    this.#skipKnown();
    this.#run = { at: now, first: this.#next };
  }

  /** The run renders blocks until this time. */
  goTo(now: number): void {
    const seconds = this.#host.workBetween(this.#run.at, now) + rounding;
    if (!this.#others.areThere) {
      const before = this.#sums.upTo(this.#run.first - this.#first);
      this.#next = Math.max(this.#next, this.#first + this.#sums.countWithin(before + seconds));
      return;
    }
    while (!this.isFinished && this.#secondsBefore(this.#next + 1) <= seconds) {
      this.#next += 1;
      this.#skipKnown();
    }
  }

  /** When the run has finished the row, or comes to a block that others have finished. */
  get endsAt(): number {
    return this.#host.endOf(this.#secondsBefore(this.#end), this.#run.at);
  }

  /** It has come there, and is over. */
  end(): void {
    this.#next = this.#end;
    this.#run = { at: Infinity, first: this.#next };
  }

  /** Share of the row's blocks that are finished. */
  shareAt(now: number): number {
    this.goTo(now);
    const all = this.#last - this.#first + 1;
    return (all - (this.#last - this.#next + 1) + this.#others.countKnown(this.#next, this.#last)) / all;
  }

  get #end(): number {
    return Math.min(this.#last + 1, this.#others.firstToCome(this.#next));
  }

  /** Seconds of the blocks that the run renders before this one. */
  #secondsBefore(block: number): number {
    const known = this.#others.knownWithin(this.#run.first, block - 1);
    return known.reduce(
      (sum, { first, last }) => sum - this.#secondsOf(first, last),
      this.#secondsOf(this.#run.first, block - 1),
    );
  }

  #secondsOf(first: number, last: number): number {
    return this.#sums.upTo(last - this.#first + 1) - this.#sums.upTo(first - this.#first);
  }

  #skipKnown(): void {
    while (!this.isFinished && this.#others.isKnown(this.#next)) this.#next += 1;
  }
}

/** Seconds. */
const rounding = 1e-9;
