import { UsageError } from '@task-distributor/cli';
import { type ListedHost, readHostList } from '@task-distributor/remote';

/**
 * The hosts of `--hosts`, with the weights of `--weights`; none if there are no hosts.
 * @throws InputError for a list that cannot be read; UsageError for a number of weights that is not that of the hosts
 */
export async function readHosts(
  hosts: string | null,
  weights: readonly number[] | null,
): Promise<ListedHost[]> {
  if (hosts === null) return [];
  const listed = await readHostList(hosts);
  if (weights === null) return listed;
  if (weights.length !== listed.length) {
    throw new UsageError(`--weights: Expected ${listed.length}, one for each host, got ${weights.length}`);
  }
  return listed.map((host, i) => ({ ...host, weight: weights[i]! }));
}
