import { isFile } from './is-file.ts';
import { nearest } from '../nearest.ts';

/** A named set of hosts in a settings file. */
export interface HostSet {
  /** A list separated by commas, or a file. */
  readonly hosts: string;
  /** Where it is, for messages. */
  readonly origin: string;
}

/** The sets that a list of hosts names: `@lab`. */
export function setsIn(list: string): string[] {
  return list.split(',').flatMap((entry) => {
    const name = setName(entry);
    return name === null ? [] : [`@${name}`];
  });
}

/**
 * A list of hosts in which each `@NAME` is replaced by the hosts of the set. No host is called like that: `@` separates a
 * user from a host.
 * @param fail the error for a set that there is not
 */
export function expandSets(list: string, sets: ReadonlyMap<string, HostSet>, fail: Fail): string {
  const entries = list.split(',');
  const expanded = entries.map((entry) => {
    const name = setName(entry);
    if (name === null) return entry;
    const hosts = hostsOf(name, sets, fail);
    if (entries.length === 1 || !isFile(hosts)) return hosts;
    throw fail(`@${name} is the file ${hosts}, so it cannot be in a list with other hosts`);
  });
  return expanded.join(',');
}

/** The error about a list, which says where it is from. */
type Fail = (problem: string) => Error;

function setName(entry: string): string | null {
  return /^\s*@([\w.-]+)\s*$/.exec(entry)?.[1] ?? null;
}

function hostsOf(name: string, sets: ReadonlyMap<string, HostSet>, fail: Fail): string {
  const found = sets.get(name);
  if (found !== undefined) return found.hosts;
  const near = nearest(name, new Map([...sets.keys()].map((one) => [one, `@${one}`])));
  const known = sets.size === 0 ? 'there is no [sets] in a settings file' : `there are ${namesOf(sets)}`;
  throw fail(
    `Unknown set of hosts "@${name}"${near.length === 0 ? `; ${known}` : `: did you mean ${near.join(' or ')}?`}`,
  );
}

function namesOf(sets: ReadonlyMap<string, HostSet>): string {
  return [...sets.keys()].map((name) => `@${name}`).join(', ');
}
