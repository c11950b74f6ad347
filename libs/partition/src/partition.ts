import { type Band, InputError } from '@task-distributor/band';
import { type CutName, cuts } from './cuts.ts';

export interface PartitionPlan {
  /** Rows of the image. */
  readonly height: number;
  /** How many bands. */
  readonly count: number;
  /** `[user@]name[:port]`, one for each band, top to bottom. Empty = bands name no host. */
  readonly hosts: readonly string[];
  readonly cut: CutName;
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
  const { height, count, hosts, cut } = plan;
  const shares = Array.from({ length: count }, () => 1);
  return cuts[cut]({ height }, shares).map((rows, i) => ({
    ...rows,
    host: hosts[i] ?? null,
    state: '-',
    info: null,
  }));
}

/** @throws InputError */
export function checkPlan({ height, count, hosts }: PartitionPlan): void {
  if (hosts.length > 0 && count > hosts.length) {
    throw new InputError(`Expected -n of at most ${hosts.length}, the number of hosts, got ${count}`);
  }
  if (count > height) {
    throw new InputError(`Expected at most one band for each of the ${height} rows, got ${count} bands`);
  }
}
