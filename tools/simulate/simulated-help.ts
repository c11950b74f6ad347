import type { Launch } from './scenario.ts';
import type { SimulatedHost } from './simulated-host.ts';
import { type BlockSums, sumsOf } from './block-sums.ts';
import { untilFailed } from './simulated-attempt.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface HelpPlace {
  readonly clock: VirtualClock;
  readonly host: SimulatedHost;
  readonly launch: Launch;
}

export interface HelpEvents {
  /** @param percent of the blocks with which it began */
  progressed(percent: number): void;
  /** @param isDone whether its blocks are there */
  ended(isDone: boolean): void;
}

/** A host that renders blocks of a band that another one renders: one launch, and one block after the other. */
export class SimulatedHelp {
  readonly #place: HelpPlace;
  readonly #events: HelpEvents;
  /** Seconds of its first blocks. */
  readonly #sums: BlockSums;
  /** How many it began with. */
  readonly #all: number;
  /** How many it still has to render. */
  #wanted: number;
  /** When it begins to render; null = it has not yet. */
  #renderedFrom: number | null = null;
  #reported = -1;
  #stopAwaiting: () => void = () => undefined;
  #isOver = false;

  /** @param seconds of each block on a host of speed 1 */
  constructor(seconds: readonly number[], place: HelpPlace, events: HelpEvents) {
    this.#all = seconds.length;
    this.#wanted = seconds.length;
    this.#sums = sumsOf(seconds);
    this.#place = place;
    this.#events = events;
    const { clock, host, launch } = place;
    const death = host.deathAfter(clock.now);
    if (death < Infinity) clock.at(death + untilFailed, () => this.#end(false));
    clock.at(host.endOf(launch.parseWork, clock.now + launch.seconds), () => {
      this.#renderedFrom = clock.now;
      clock.at(clock.now + firstReport, () => this.#report());
      this.#awaitEnd();
    });
  }

  /** Others render all but so many. */
  keep(count: number): void {
    this.#wanted = Math.min(this.#wanted, count);
    this.#awaitEnd();
  }

  /** The attempt at the band has ended. */
  stop(): void {
    this.#end(false);
  }

  #awaitEnd(): void {
    const { clock, host } = this.#place;
    if (this.#renderedFrom === null) return;
    this.#stopAwaiting();
    const end = host.endOf(this.#sums.upTo(this.#wanted), this.#renderedFrom);
    this.#stopAwaiting = clock.at(end, () => this.#end(true));
  }

  #end(isDone: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopAwaiting();
    this.#events.ended(isDone);
  }

  /** Once a second. */
  #report(): void {
    if (this.#isOver) return;
    const { clock, host } = this.#place;
    const finished = this.#sums.countWithin(host.workBetween(this.#renderedFrom!, clock.now));
    const percent = Math.min(100, Math.floor((100 * finished) / this.#all));
    if (percent !== this.#reported) this.#events.progressed(percent);
    this.#reported = percent;
    clock.at(clock.now + 1, () => this.#report());
  }
}

/** Seconds from the first pixel. */
const firstReport = 0.2;
