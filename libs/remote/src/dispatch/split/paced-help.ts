import type { Blocks } from '../../worker.ts';
import type { Lendable } from './best-share.ts';
import type { Host } from './host-speeds.ts';
import { guessedRate, nextLook, Pace } from './pace.ts';
import type { PacedBand } from './paced-band.ts';
import { canBeShared, doubtOf, type Known, type Lent, type Outlook, type PacedWork } from './paced-work.ts';

/** Blocks of a band that another host renders, and how that gets on. */
export class PacedHelp implements PacedWork {
  readonly key: string;
  readonly on: Host;
  readonly band: PacedBand;
  readonly #startedAt: number;
  readonly #first: number;
  /** How many it had at first, and how many are still its own. */
  readonly #all: number;
  #own: number;
  #finished = 0;
  #pace: Pace | null = null;

  constructor(key: string, on: Host, { band, blocks }: { band: PacedBand; blocks: Blocks }, now: number) {
    this.key = key;
    this.on = on;
    this.band = band;
    this.#startedAt = now;
    this.#first = blocks.first;
    this.#all = blocks.last - blocks.first + 1;
    this.#own = this.#all;
  }

  get blockedUntil(): number {
    return this.band.blockedUntil;
  }

  /** Those that are still its own. */
  get blocks(): Blocks {
    return { first: this.#first, last: this.#first + this.#own - 1 };
  }

  /** @param percent of all blocks with which it began */
  progressed(percent: number, now: number, known: Known): void {
    const finished = Math.max(this.#finished, (this.#all * percent) / 100);
    if (this.#pace === null) {
      this.#pace = new Pace(now);
      known.speeds.launched(this.on, now - this.#startedAt);
    } else if (finished > this.#finished) {
      const cost = (finished - this.#finished) * this.#costOfBlock(known);
      known.speeds.worked(this.on, cost, this.#pace.step(cost, now));
    }
    this.#finished = finished;
  }

  lendable(now: number, known: Known): Lendable | null {
    const outlook = this.outlook(now, known);
    return outlook && { ...outlook, blocks: this.#blocksToLend, costOfBlock: this.#costOfBlock(known) };
  }

  lend(count: number): Lent {
    this.#own -= count;
    const first = this.#first + this.#own;
    return { blocks: { first, last: first + count - 1 }, from: this.key };
  }

  outlook(now: number, known: Known): Outlook | null {
    const { speeds, costs } = known;
    const due = this.#startedAt + speeds.launchOf(this.on);
    const pace = this.#pace;
    const step = this.#costOfBlock(known);
    const rate = pace?.rate(now, step) ?? guessedRate(speeds.rateOf(this.on), pace?.lastAt ?? due, step, now);
    if (rate === null) return null;
    const wait = pace === null ? Math.max(0, due - now) : 0;
    const left = (this.#own - this.#finished) * step;
    const work = Math.max(0, left - (pace?.costSinceStep(now, rate, step) ?? 0)) / rate;
    const tail = this.band.tail(known);
    const doubt = doubtOf(pace === null ? null : (100 * this.#finished) / this.#all, costs);
    return { rate, wait, work, tail, end: wait + work + tail, doubt };
  }

  canBeAsked(now: number, known: Known): boolean {
    const outlook = this.blockedUntil <= now && this.#blocksToLend > 0 ? this.outlook(now, known) : null;
    return outlook !== null && canBeShared(outlook);
  }

  lookAgainAt(now: number, { speeds }: Known): number {
    return nextLook(this.#pace, this.#startedAt, speeds.launchOf(this.on), now);
  }

  /** The one that is being rendered stays. */
  get #blocksToLend(): number {
    return this.#own - 1 - Math.floor(this.#finished);
  }

  #costOfBlock(known: Known): number {
    return this.band.sharedRow(known).costOfBlock(known.costs);
  }
}
