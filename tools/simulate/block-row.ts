import type { Rows } from '@task-distributor/band';
import type { Blocks } from '@task-distributor/remote';
import type { BlocksOfOthers } from './blocks-of-others.ts';
import type { SimulatedHost } from './simulated-host.ts';

export interface BlockRowOptions {
  readonly rows: Rows;
  /** Their numbers in the band's region, from 1 on. */
  readonly blocks: Blocks;
  /** Seconds of a block on a host of speed 1. */
  readonly secondsEach: number;
}

/** A row of blocks that a host renders one after the other, but for those that others have finished. */
export class BlockRow {
  readonly rows: Rows;
  readonly #options: BlockRowOptions;
  readonly #host: SimulatedHost;
  readonly #others: BlocksOfOthers;
  /** The first block that is not finished. */
  #next: number;
  /** Where and when the present run has begun. */
  #run: { readonly at: number; readonly first: number };

  constructor(options: BlockRowOptions, host: SimulatedHost, others: BlocksOfOthers, now: number) {
    this.rows = options.rows;
    this.#options = options;
    this.#host = host;
    this.#others = others;
    this.#next = options.blocks.first;
    this.#run = { at: now, first: this.#next };
    this.begin(now);
  }

  get isFinished(): boolean {
    return this.#next > this.#options.blocks.last;
  }

  /** A run of the renderer begins here. */
  begin(now: number): void {
    this.#skipKnown();
    this.#run = { at: now, first: this.#next };
  }

  /** The run renders blocks until this time. */
  goTo(now: number): void {
    const { secondsEach } = this.#options;
    const seconds = this.#host.workBetween(this.#run.at, now) + rounding;
    while (!this.isFinished && this.#secondsUpTo(this.#next) + secondsEach <= seconds) {
      this.#next += 1;
      this.#skipKnown();
    }
  }

  /** When the run has finished the row, or comes to a block that others have finished. */
  get endsAt(): number {
    return this.#host.endOf(this.#secondsUpTo(this.#end), this.#run.at);
  }

  /** It has come there, and is over. */
  end(): void {
    this.#next = this.#end;
    this.#run = { at: Infinity, first: this.#next };
  }

  /** Share of the row that is finished. */
  shareAt(now: number): number {
    const { blocks, secondsEach } = this.#options;
    const all = blocks.last - blocks.first + 1;
    const left = this.#countBefore(blocks.last + 1);
    const rendered = this.#host.workBetween(this.#run.at, now) / (secondsEach || 1);
    return Math.min(1, (all - left + rendered) / all);
  }

  get #end(): number {
    return Math.min(this.#options.blocks.last + 1, this.#others.firstToCome(this.#next));
  }

  #secondsUpTo(block: number): number {
    return this.#countBefore(block) * this.#options.secondsEach;
  }

  /** How many blocks the run renders before this one. */
  #countBefore(block: number): number {
    return block - this.#run.first - this.#others.countKnown(this.#run.first, block - 1);
  }

  #skipKnown(): void {
    while (!this.isFinished && this.#others.isKnown(this.#next)) this.#next += 1;
  }
}

/** Seconds. */
const rounding = 1e-9;
