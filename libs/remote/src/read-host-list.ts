import { readFile, stat } from 'node:fs/promises';
import { errorMessage, InputError, parseWeight, weightRange } from '@task-distributor/band';
import { formatHostAddress, type HostAddress, parseHostAddress } from './host-address.ts';

/** A host of the list, and how many bands it takes at the same time. */
export interface ListedHost {
  readonly address: HostAddress;
  /** null = not given. */
  readonly slots: number | null;
  /** Its speed, in proportion to other hosts. It gets work in that proportion. null = not given. */
  readonly weight: number | null;
  /** Whether the weight was measured in earlier jobs. Missing = no. */
  readonly isRemembered?: boolean;
}

/**
 * Reads the hosts that `--hosts` names: the path of a file, or a comma-separated list. A file has one host a line,
 * `[slots/][user@]host[:port] [weight=N]`, and `#` comments, like a login file of GNU parallel.
 * @throws InputError that names the line; also for a host that is in the list twice, and for a list without hosts
 */
export async function readHostList(listOrFile: string): Promise<ListedHost[]> {
  const found = await stat(listOrFile).catch(() => null);
  const isFile = found !== null && !found.isDirectory();
  if (!isFile && looksLikeFile(listOrFile)) {
    if (found) throw new InputError(`--hosts: ${listOrFile}: Expected a file or a list, got a folder`);
    throw new InputError(`--hosts: ${listOrFile}: No such file (commas separate the hosts of a list)`);
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
  refuseDuplicates(hosts);
  return hosts;
}

/** Whether it can only be meant as a file: no host has a slash in its name, or ends like a text file. */
function looksLikeFile(text: string): boolean {
  const name = text.replace(/^\d+\//, '');
  return (
    !text.includes(',') && (name.includes('/') || /\.(txt|text|list|lst|hosts|conf|cfg|ini|csv)$/i.test(name))
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new InputError(`--hosts: ${path}: ${errorMessage(cause)}`, { cause, path });
  }
}

function parseListedHost(line: string, where: string): ListedHost {
  const [, text = '', speed = null] = /^(.*?)(?:\s+weight=(\S*))?$/s.exec(line) ?? [];
  const weight = speed === null ? null : parseWeight(speed);
  if (speed !== null && weight === null) {
    throw new InputError(`${where}: Expected a weight ${weightRange} in weight=N, got "${line}"`);
  }
  const [, slots = null, address = ''] = /^(?:(\d+)\/)?(.*)$/s.exec(text) ?? [];
  if (slots !== null && !(Number(slots) >= 1 && Number(slots) <= 10_000)) {
    throw new InputError(`${where}: Expected slots from 1 to 10000 in slots/host, got "${text}"`);
  }
  try {
    return { slots: slots === null ? null : Number(slots), address: parseHostAddress(address), weight };
  } catch (cause) {
    throw new InputError(`${where}: Expected [slots/][user@]host[:port] [weight=N], got "${line}"`, {
      cause,
    });
  }
}

function refuseDuplicates(hosts: readonly ListedHost[]): void {
  const seen = new Set<string>();
  for (const { address } of hosts) {
    // The user does not matter: the lockfile and the names of parts have the host's name only.
    const name = formatHostAddress({ ...address, user: null });
    if (seen.has(name))
      throw new InputError(
        `--hosts: ${name} is in the list twice; 2/${name} gives it two bands at the same time`,
      );
    seen.add(name);
  }
}
