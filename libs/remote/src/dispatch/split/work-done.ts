import type { Host } from './host-speeds.ts';
import type { Known } from './paced-work.ts';

/** What a worker has done from its first report to its end. */
export interface WorkDone {
  readonly on: Host;
  readonly seconds: number;
  /** Costs may become known later, or better. */
  cost(known: Known): number;
}

/** How fast a host was. */
export interface MeasuredSpeed {
  readonly name: string;
  /** Cost of rows a second, of one of its workers. */
  readonly rate: number;
  /** Of work, of all its workers together. */
  readonly seconds: number;
}

/** All that hosts have done. */
export class WorksDone {
  readonly #works: WorkDone[] = [];

  /** @param work null = nothing is known of it */
  add(work: WorkDone | null): void {
    if (work !== null) this.#works.push(work);
  }

  /** Costs are counted in another way. */
  recount(known: Known): void {
    for (const work of this.#works) known.speeds.worked(work.on, work.cost(known), work.seconds);
  }

  /** How fast each host was on average. None, if costs are not in seconds: they would mean nothing in another job. */
  speeds(known: Known): MeasuredSpeed[] {
    if (!known.costs.areKnown) return [];
    const hosts = new Map<string, { cost: number; seconds: number }>();
    for (const work of this.#works) {
      const { cost, seconds } = hosts.get(work.on.name) ?? { cost: 0, seconds: 0 };
      hosts.set(work.on.name, { cost: cost + work.cost(known), seconds: seconds + work.seconds });
    }
    return [...hosts].flatMap(([name, { cost, seconds }]) =>
      cost > 0 && seconds > 0 ? [{ name, rate: cost / seconds, seconds }] : [],
    );
  }
}
