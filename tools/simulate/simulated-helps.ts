import type { Blocks, SplitPlanner } from '@task-distributor/remote';
import type { Scenario } from './scenario.ts';
import { SimulatedHelp } from './simulated-help.ts';
import type { SimulatedHost } from './simulated-host.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { VirtualClock } from './virtual-clock.ts';

type Plan = NonNullable<ReturnType<SplitPlanner['plan']>>;
export type PlannedCut = Extract<Plan, { last: number }>;
export type PlannedShare = Parameters<SplitPlanner['helps']>[1];

interface HelpsPlace {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly planner: SplitPlanner;
  readonly stopwatch: Stopwatch;
}

interface Running {
  readonly help: SimulatedHelp;
  /** Key of the attempt. */
  readonly band: string;
  readonly first: number;
}

/** Hosts that render blocks for attempts on other hosts, as td-dispatch's BlockHelpers, which has a real clock. */
export class SimulatedHelps {
  readonly #place: HelpsPlace;
  readonly #running = new Map<string, Running>();
  #started = 0;

  constructor(place: HelpsPlace) {
    this.#place = place;
  }

  /** How many were started. */
  get started(): number {
    return this.#started;
  }

  /** @param onEnd gets the blocks that are there; null = none */
  start(host: SimulatedHost, share: PlannedShare, onEnd: (blocks: Blocks | null) => void): void {
    const { clock, planner, stopwatch, scenario } = this.#place;
    const { first } = share.blocks;
    const from = share.from === null ? undefined : this.#running.get(share.from);
    from?.help.keep(first - from.first);
    this.#started += 1;
    const key = `help ${this.#started}`;
    planner.helps(key, share, host, clock.now);
    const place = { clock, host, launch: scenario.launch };
    const help = new SimulatedHelp(this.#secondsOf(share), place, {
      progressed: (percent) => stopwatch.time(() => planner.helpProgressed(key, percent, clock.now)),
      ended: (isDone) => {
        this.#running.delete(key);
        const rendered = stopwatch.time(() => planner.helpEnded(key, isDone, clock.now));
        onEnd(isDone ? rendered : null);
      },
    });
    this.#running.set(key, { help, band: share.key, first });
  }

  /** The attempt has ended. @param key of its band */
  stop(key: string): void {
    for (const { band, help } of [...this.#running.values()]) if (band === key) help.stop();
  }

  #secondsOf({ rows, blocks }: PlannedShare): number[] {
    const { picture } = this.#place.scenario;
    const row = Math.floor((blocks.first - 1) / picture.columns);
    const seconds = picture.secondsOfBlocks([...picture.blockRowsOf(rows)][row]!);
    const start = row * picture.columns + 1;
    return seconds.slice(blocks.first - start, blocks.last - start + 1);
  }
}
