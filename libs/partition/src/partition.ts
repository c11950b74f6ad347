import { type Band, InputError } from '@task-distributor/band';
import { type CostMap, costOfRow } from './cost-map.ts';
import { type CutName, cuts } from './cuts.ts';

export interface PartitionPlan {
  /** Rows of the image. */
  readonly height: number;
  /** How many bands. */
  readonly count: number;
  /** `[user@]name[:port]`, one for each band, top to bottom. Empty = bands name no host. */
  readonly hosts: readonly string[];
  /** One for each host, above 0: a host of weight 2 gets twice the work of a host of weight 1. */
  readonly weights: readonly number[];
  readonly cut: CutName;
  /** null = all rows take the same. */
  readonly costs: CostMap | null;
  /** Rows of the renderer's grid; 1 = it renders any rows alone. */
  readonly grid: number;
}

/**
 * The partition stage: the bands of an image, top to bottom.
 * @throws InputError for more bands than rows, or more bands than hosts if there are hosts
 */
export async function* partition(plan: PartitionPlan): AsyncGenerator<Band> {
  yield* planBands(plan);
}

/** The bands of an image, top to bottom. @throws InputError, as `partition` */
export function planBands(plan: PartitionPlan): Band[] {
  checkPlan(plan);
  const { height, count, hosts, weights, cut, costs, grid } = plan;
  const shares = Array.from({ length: count }, (_, i) => weights[i] ?? 1);
  const cost = costs === null ? undefined : costOfRow(costs);
  return cuts[cut]({ height, grid }, shares, cost).map((rows, i) => ({
    ...rows,
    host: hosts[i] ?? null,
    state: '-',
    info: null,
  }));
}

/** @throws InputError */
export function checkPlan({ height, count, hosts, weights, costs }: PartitionPlan): void {
  if (hosts.length > 0 && count > hosts.length) {
    throw new InputError(`Expected -n of at most ${hosts.length}, the number of hosts, got ${count}`);
  }
  if (count > height) {
    throw new InputError(`Expected at most one band for each of the ${height} rows, got ${count} bands`);
  }
  const isEven = costs === null && weights.every((weight) => weight === weights[0]);
  if (height > mostRows && !isEven) {
    throw new InputError(`Expected at most ${mostRows} rows to cut by cost or weight, got ${height}`);
  }
}

/** Such a cut needs memory for each row. */
const mostRows = 10_000_000;
