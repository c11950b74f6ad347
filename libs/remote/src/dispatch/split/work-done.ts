import type { Blocks } from '../../worker.ts';
import type { Host } from './host-speeds.ts';
import type { Known } from './paced-work.ts';
import type { RowCosts } from './row-costs.ts';

/** From after one row to another; both may be fractions. */
export interface RowSpan {
  readonly from: number;
  readonly to: number;
}

/** How an attempt at a band has ended. */
export interface BandEnd {
  /** Seconds that its launch has taken; null = it has not said so. */
  readonly launch: number | null;
  /** When the band became ready; null = it did not. */
  readonly doneAt: number | null;
  /** Blocks that it has rendered although they were lent. */
  readonly neverCame: readonly Blocks[];
}

/** What a worker has done from its first report to its end. */
export interface WorkDone {
  readonly on: Host;
  readonly seconds: number;
  readonly spans: readonly RowSpan[];
}

/** How fast a host was on average. */
export interface MeasuredSpeed {
  readonly name: string;
  /** Cost of rows a second, of one of its workers. */
  readonly rate: number;
  /** Of work, of all its workers together. */
  readonly seconds: number;
}

export function costOfSpans(spans: readonly RowSpan[], costs: RowCosts): number {
  return spans.reduce((sum, { from, to }) => sum + costs.between(from, to), 0);
}

/** All that hosts have done. What it cost may become known later, or better. */
export class WorksDone {
  readonly #works: WorkDone[] = [];

  /** @param work null = nothing is known of it */
  add(work: WorkDone | null): void {
    if (work !== null && this.#works.length < mostWorks) this.#works.push(work);
  }

  /** Costs are counted in another way. */
  recount({ costs, speeds }: Known): void {
    for (const { on, seconds, spans } of this.#works)
      if (seconds >= leastSeconds) speeds.worked(on, costOfSpans(spans, costs), seconds);
  }

  /** How fast each host was on average. None, if costs are not in seconds: they would mean nothing in another job. */
  speeds({ costs }: Known): MeasuredSpeed[] {
    if (!costs.areKnown) return [];
    const hosts = new Map<string, { cost: number; seconds: number }>();
    for (const { on, spans, seconds: more } of this.#works) {
      const { cost, seconds } = hosts.get(on.name) ?? { cost: 0, seconds: 0 };
      hosts.set(on.name, { cost: cost + costOfSpans(spans, costs), seconds: seconds + more });
    }
    return [...hosts].flatMap(([name, { cost, seconds }]) =>
      cost > 0 && seconds >= leastSeconds ? [{ name, rate: cost / seconds, seconds }] : [],
    );
  }
}

/** By then, enough is known of all hosts. */
const mostWorks = 20_000;
/** A shorter time says nothing: reports can be late by as much. */
export const leastSeconds = 0.05;
