import type { Blocks } from '../../worker.ts';
import type { Lendable } from './best-share.ts';
import { wholeBlocks } from './block-places.ts';
import type { Host } from './host-speeds.ts';
import type { PacedBand } from './paced-band.ts';
import { PacedRun } from './paced-run.ts';
import { canBeShared, doubtOf, type Known, type Lent, type Outlook, type PacedWork } from './paced-work.ts';
import type { WorkDone } from './work-done.ts';

/** Blocks of a band that another host renders, and how that gets on. */
export class PacedHelp implements PacedWork {
  readonly key: string;
  readonly band: PacedBand;
  readonly #run: PacedRun;
  readonly #first: number;
  /** How many it had at first, and how many are still its own. */
  readonly #all: number;
  #own: number;
  #finished = 0;
  /** At its first report. */
  #finishedAtFirst = 0;

  constructor(key: string, on: Host, { band, blocks }: { band: PacedBand; blocks: Blocks }, now: number) {
    this.key = key;
    this.#run = new PacedRun(on, now);
    this.band = band;
    this.#first = blocks.first;
    this.#all = blocks.last - blocks.first + 1;
    this.#own = this.#all;
  }

  get on(): Host {
    return this.#run.on;
  }

  get blockedUntil(): number {
    return this.band.blockedUntil;
  }

  /** Those that are still its own. */
  get blocks(): Blocks {
    return this.#blocksBetween(0, this.#own);
  }

  /** @param percent of all blocks with which it began */
  progressed(percent: number, now: number, known: Known): void {
    const before = this.#finished;
    const reached = this.band.sharedRow(known).blockAfter(this.#blocksBetween(0, this.#all), percent / 100);
    this.#finished = Math.max(before, reached - this.#first);
    if (this.#run.begins(now, known.speeds)) this.#finishedAtFirst = this.#finished;
    else if (this.#finished > before)
      this.#run.step(this.#cost(before, this.#finished, known), now, known.speeds);
  }

  /** Its blocks are there. @returns what its host has done; null = it is not known how long that took */
  done(now: number, known: Known): WorkDone | null {
    const seconds = this.#run.end(null, this.#cost(this.#finished, this.#own, known), now, known.speeds);
    if (seconds === null) return null;
    const blocks = this.#blocksBetween(this.#finishedAtFirst, this.#own);
    return { on: this.on, seconds, spans: [this.band.sharedRow(known).spanOf(blocks)] };
  }

  /** Costs are counted in another way. */
  recount(known: Known): void {
    this.#run.recount(this.#cost(this.#finishedAtFirst, this.#finished, known), known.speeds);
  }

  lendable(now: number, known: Known): Lendable | null {
    const outlook = this.outlook(now, known);
    if (outlook === null) return null;
    const costOfLast = (count: number): number => this.#cost(this.#own - count, this.#own, known);
    return { ...outlook, blocks: this.#blocksToLend, costOfLast };
  }

  lend(count: number): Lent {
    this.#own -= count;
    return { blocks: this.#blocksBetween(this.#own, this.#own + count), from: this.key };
  }

  outlook(now: number, known: Known): Outlook | null {
    const { speeds, costs } = known;
    const step = this.#cost(this.#finished, Math.min(this.#finished + 1, this.#all), known);
    const gait = this.#run.gait(step, now, speeds);
    if (gait === null) return null;
    const { rate, wait, done } = gait;
    const work = Math.max(0, this.#cost(this.#finished, this.#own, known) - done) / rate;
    const tail = this.band.tail(known);
    const doubt = doubtOf(this.#run.hasBegun ? (100 * this.#finished) / this.#all : null, costs);
    return { rate, wait, work, tail, end: wait + work + tail, doubt };
  }

  canBeAsked(now: number, known: Known): boolean {
    const outlook = this.blockedUntil <= now && this.#blocksToLend > 0 ? this.outlook(now, known) : null;
    return outlook !== null && canBeShared(outlook);
  }

  lookAgainAt(now: number, { speeds }: Known): number {
    return this.#run.lookAgainAt(now, speeds);
  }

  /** The one that is being rendered stays. */
  get #blocksToLend(): number {
    return this.#own - 1 - wholeBlocks(this.#finished);
  }

  /** Cost of its blocks from one count to another, which may be fractions. */
  #cost(from: number, to: number, known: Known): number {
    return this.band.sharedRow(known).costOf(this.#blocksBetween(from, to), known.costs);
  }

  #blocksBetween(from: number, to: number): Blocks {
    return { first: this.#first + from, last: this.#first + to - 1 };
  }
}
