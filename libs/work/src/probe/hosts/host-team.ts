import { formatHostAddress, type HostAddress } from '@task-distributor/remote';
import type { RunCosts } from '../block-costs.ts';
import { noiseSeconds } from '../block-costs.ts';
import { sum } from '../estimate.ts';
import type { RowsReport } from '../rows-report.ts';

/** What a host has found out about the first copy. */
export interface Measured {
  readonly address: HostAddress;
  readonly report: RowsReport;
  /** From the start of its worker to the end. */
  readonly wallSeconds: number;
}

export interface Member extends Measured {
  readonly name: string;
  /** Speed of one of its processors; the first host's is 1. */
  readonly rate: number;
  /** Speed of all its processors together; the first host's is 1. */
  readonly weight: number;
}

/** Compares hosts by what each took for the same copy. */
export function teamOf(measured: readonly Measured[]): Member[] {
  const [first] = measured;
  return measured.map((one) => {
    const rate = workOf(first!) / workOf(one);
    const weight = (rate * one.report.processors) / first!.report.processors;
    return { ...one, name: formatHostAddress(one.address), rate, weight };
  });
}

/** What the copy that all have rendered takes, in seconds of a processor of the first host: the mean of what they have measured. */
export function meanCosts(team: readonly Member[]): RunCosts {
  return {
    ...fine,
    startSeconds: meanStart(team),
    strips: team[0]!.report.strips.map(({ first, last }, i) => ({
      first,
      last,
      seconds: mean(team.map(({ report, rate }) => report.strips[i]!.seconds * rate)),
    })),
  };
}

/** A host whose measurement is too coarse has repeated it itself. */
export const fine = { coarseness: 0 };

/** What a launch takes, in seconds of a processor of the first host. */
export function meanStart(measured: readonly Pick<Member, 'report' | 'rate'>[]): number {
  return mean(measured.map(({ report, rate }) => report.startSeconds * rate));
}

function mean(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0) / values.length;
}

/** What is too short to be measured counts as equal. */
function workOf({ report: { startSeconds, strips } }: Measured): number {
  return startSeconds + sum(strips) + noiseSeconds;
}
