import { readFile, stat } from 'node:fs/promises';
import { errorMessage, InputError } from '@task-distributor/band';
import { formatHostAddress, type HostAddress, parseHostAddress } from './host-address.ts';

/** A host of the list, and how many bands it takes at once. */
export interface ListedHost {
  readonly address: HostAddress;
  /** null = not said. */
  readonly slots: number | null;
}

/**
 * The hosts that `--hosts` names: an existing file is a file, else it is a comma-separated list. One host a line,
 * `[slots/][user@]host[:port]`, `#` comments, as GNU parallel's login files.
 * @throws InputError that names the line, for a host that stands twice, and for a list without hosts
 */
export async function readHostList(listOrFile: string): Promise<ListedHost[]> {
  const found = await stat(listOrFile).catch(() => null);
  const isFile = found !== null && !found.isDirectory();
  if (!isFile && !listOrFile.includes(',') && listOrFile.replace(/^\d+\//, '').includes('/')) {
    if (found) throw new InputError(`--hosts: ${listOrFile}: Expected a file or a list, got a folder`);
    throw new InputError(`--hosts: ${listOrFile}: No such file (and a list of hosts is separated by commas)`);
  }
  const entries = isFile
    ? (await readText(listOrFile))
        .split('\n')
        .map((text, i) => ({ text, where: `${listOrFile} line ${i + 1}` }))
    : listOrFile.split(',').map((text, i) => ({ text, where: `--hosts, host ${i + 1}` }));
  const hosts = entries
    .map(({ text, where }) => ({ text: text.replace(/(^|\s)#.*/, '').trim(), where }))
    .filter(({ text }) => text !== '' || !isFile)
    .map(({ text, where }) => parseListedHost(text, where));
  if (hosts.length === 0)
    throw new InputError(`--hosts: ${listOrFile}: Expected at least one host, got none`);
  refuseTwice(hosts);
  return hosts;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new InputError(`--hosts: ${path}: ${errorMessage(cause)}`, { cause, path });
  }
}

function parseListedHost(text: string, where: string): ListedHost {
  const [, slots = null, address = ''] = /^(?:(\d+)\/)?(.*)$/s.exec(text) ?? [];
  if (slots !== null && !(Number(slots) >= 1 && Number(slots) <= 10_000)) {
    throw new InputError(`${where}: Expected slots from 1 on in slots/host, got "${text}"`);
  }
  try {
    return { slots: slots === null ? null : Number(slots), address: parseHostAddress(address) };
  } catch (cause) {
    throw new InputError(`${where}: Expected [slots/][user@]host[:port], got "${text}"`, { cause });
  }
}

function refuseTwice(hosts: readonly ListedHost[]): void {
  const seen = new Set<string>();
  for (const { address } of hosts) {
    // By its name: that is what it is called in the lockfile, and how its part is called.
    const name = formatHostAddress({ ...address, user: null });
    if (seen.has(name))
      throw new InputError(`--hosts: ${name} stands in the list twice: 2/${name} gives it two bands at once`);
    seen.add(name);
  }
}
