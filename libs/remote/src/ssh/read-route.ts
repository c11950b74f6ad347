import { InputError } from '@task-distributor/band';
import { formatHostAddress, parseHostAddress, type HostAddress } from '../host-address.ts';
import { readSshSettings } from './read-ssh-settings.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';

/**
 * The hosts to connect to one after the other; the host itself is the last. As with `ssh -J a,b host`, the first hop may
 * have hops of its own; each later one is reached through the one before it, whatever its ProxyJump in ssh_config is.
 * @param hops instead of the host's own ProxyJump
 * @param behind the hosts whose route this one is part of
 * @throws TdError, also for hops that go round in a circle
 */
export async function readRoute(
  host: HostAddress,
  configFile: string | undefined,
  hops?: readonly string[],
  behind: readonly string[] = [],
): Promise<SshSettings[]> {
  const name = formatHostAddress(host);
  if (behind.includes(name) || behind.length >= mostHops) {
    throw sshError(host, 'resolving', `ProxyJump goes round in a circle: ${[...behind, name].join(', ')}`);
  }
  const settings = await readSshSettings(host, configFile);
  const via = hops ?? settings.proxyJump;
  const last = via.at(-1);
  if (last === undefined) return [settings];
  const before = via.length > 1 ? via.slice(0, -1) : undefined;
  return [...(await readRoute(parseHop(host, last), configFile, before, [...behind, name])), settings];
}

/** Reads `[user@]name[:port]` or `ssh://[user@]name[:port]`. */
function parseHop(host: HostAddress, hop: string): HostAddress {
  try {
    return parseHostAddress(hop.trim().replace(/^ssh:\/\//, ''));
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw sshError(host, 'resolving', `ProxyJump: ${cause.message}`, { cause });
  }
}

const mostHops = 16;
