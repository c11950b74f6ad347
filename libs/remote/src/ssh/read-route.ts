import { InputError } from '@task-distributor/band';
import { formatHostAddress, parseHostAddress, type HostAddress } from '../host-address.ts';
import { readSshSettings, type SshSettings } from './read-ssh-settings.ts';
import { sshError } from './ssh-error.ts';

const mostHops = 16;

/**
 * The hosts to connect to one after the other, the host itself last. As with `ssh -J a,b host`, the first hop may have
 * hops of its own; those after it are reached by the one before, whatever ssh_config says about them.
 * @throws TdError, for hops that go round in a circle too
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

/** A hop is written as a host of the list, or as `ssh://[user@]name[:port]`. */
function parseHop(host: HostAddress, hop: string): HostAddress {
  try {
    return parseHostAddress(hop.trim().replace(/^ssh:\/\//, ''));
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw sshError(host, 'resolving', `ProxyJump: ${cause.message}`, { cause });
  }
}
