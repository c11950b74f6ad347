import { UsageError } from '@task-distributor/cli';
import { type ListedHost, parseHostAddress, readHostList, thisMachine } from '@task-distributor/remote';

/**
 * The hosts of `--hosts`, with the weights of `--weights`; none if there are no hosts.
 * @param user who logs in on hosts that name no user; null = as ssh_config says
 * @throws InputError for a list that cannot be read; UsageError for a number of weights that is not that of the hosts
 */
export async function readHosts(
  hosts: string | null,
  weights: readonly number[] | null,
  user: string | null = null,
): Promise<ListedHost[]> {
  if (hosts === null) return [];
  const listed = withUser(await readHostList(hosts), user);
  if (weights === null) return listed;
  if (weights.length !== listed.length) {
    throw new UsageError(`--weights: Expected ${listed.length}, one for each host, got ${weights.length}`);
  }
  return listed.map((host, i) => ({ ...host, weight: weights[i]! }));
}

function withUser(listed: readonly ListedHost[], user: string | null): ListedHost[] {
  if (user === null) return [...listed];
  checkUser(user);
  const here = thisMachine().name;
  return listed.map((host) => {
    const { address } = host;
    // With a user, this machine would be one that is logged in to.
    const isHere = address.name === here && address.port === null;
    return address.user !== null || isHere ? host : { ...host, address: { ...address, user } };
  });
}

function checkUser(user: string): void {
  try {
    parseHostAddress(`${user}@host`);
  } catch {
    throw new UsageError(`--user: Expected a user, got "${user}"`);
  }
}
