import type { Band, ImageCosts, Rows } from '@task-distributor/band';
import { type CostMap, planBands, type PartitionPlan } from '@task-distributor/partition';
import { launchSeconds, type Scenario } from '../scenario.ts';
import { lowerBound } from '../lower-bound.ts';
import { factoring } from './factoring.ts';
import { plachetkaChunks } from './plachetka-chunks.ts';

/** How a job is begun. */
export interface Plan {
  readonly bands: readonly Band[];
  /** Whether running bands are cut short for idle hosts. */
  readonly splits: boolean;
  /** Seconds until the first worker is started. */
  readonly beginsAt: number;
  /** What a probe finds out, and when; null = there is none. */
  readonly probe: Probe | null;
}

export interface Probe {
  readonly costs: ImageCosts;
  readonly endsAt: number;
}

/** The schedules that are compared, by name. */
export const schedules = {
  even: (scenario) => atOnce(cutBands(scenario, 'even', null)),
  factoring: (scenario) => atOnce(inPieces(scenario, factoring)),
  Plachetka: (scenario) =>
    atOnce(
      inPieces(scenario, (pieces, hosts) => plachetkaChunks(pieces, hosts, unevenness(scenario.estimate))),
    ),
  ours,
} satisfies Record<string, (scenario: Scenario) => Plan>;

export type ScheduleName = keyof typeof schedules;

/**
 * td-master's automatic schedule: bands by estimated cost. Where a probe would take too long, it runs while the first bands do, and
 * these are alike. Bands are cut short for idle hosts.
 */
function ours(scenario: Scenario): Plan {
  const { estimate } = scenario;
  const expected = lowerBound(scenario);
  const endsAt = launchSeconds(scenario.launch, 1) + probeShare * expected;
  const isFirst = endsAt <= mostProbeShare * expected;
  return {
    bands: cutBands(scenario, 'cost', isFirst ? estimate : null),
    splits: true,
    beginsAt: isFirst ? endsAt : 0,
    probe: { costs: scenario.picture.costsBy(estimate), endsAt },
  };
}

/** One band for each host that is there at the start. */
function cutBands(scenario: Scenario, cut: PartitionPlan['cut'], costs: CostMap | null): Band[] {
  const { picture } = scenario;
  const hosts = scenario.hosts.filter(({ from }) => from === 0).slice(0, picture.pieces);
  return planBands({
    height: picture.height,
    count: hosts.length,
    hosts: hosts.map(({ name }) => name),
    weights: hosts.map(({ weight }) => weight),
    cut,
    costs,
    // As with the original, even bands lie wherever they come to lie.
    grid: cut === 'even' ? 1 : picture.grid,
  });
}

/** Bands of whole pieces, for whichever host is free. */
function inPieces({ picture, hosts }: Scenario, cut: (pieces: number, hosts: number) => Rows[]): Band[] {
  const { grid, height } = picture;
  return cut(picture.pieces, hosts.length).map(({ first, last }) => ({
    first: (first - 1) * grid + 1,
    last: Math.min(height, last * grid),
    host: null,
    state: '-',
    info: null,
  }));
}

function atOnce(bands: Band[]): Plan {
  return { bands, splits: false, beginsAt: 0, probe: null };
}

/** How many times longer the most expensive row takes than the cheapest one, as far as is known. */
function unevenness({ strips }: CostMap): number {
  const costs = strips.map(({ first, last, seconds }) => seconds / (last - first + 1));
  return Math.min(mostUneven, Math.max(...costs) / Math.min(...costs));
}

/** Shares of the expected time of the job. */
const probeShare = 0.01;
const mostProbeShare = 0.03;
const mostUneven = 20;
