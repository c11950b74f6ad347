import { type ListedHost, readHostList } from '@task-distributor/remote';

/** The hosts of `--hosts`; none if it is not set. @throws InputError for a list that cannot be read */
export async function readHosts(hosts: string | null): Promise<ListedHost[]> {
  return hosts === null ? [] : readHostList(hosts);
}
