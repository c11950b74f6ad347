import { userInfo } from 'node:os';
import { InputError } from '@task-distributor/band';
import { formatHostAddress, parseHostAddress, type HostAddress } from '../host-address.ts';
import { expandTokens } from './expand-path.ts';
import type { HostSettings } from './host-settings.ts';
import type { PrintedSettings } from './printed-settings.ts';
import { sshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';

/** A host on the way to another, or the other itself. */
export interface Hop {
  readonly host: HostAddress;
  readonly settings: PrintedSettings;
}

/**
 * The hosts to connect to one after the other; the host itself is the last. As with `ssh -J a,b host`, the first hop may
 * have hops of its own; each later one is reached through the one before it, whatever its ProxyJump in ssh_config is.
 * @param hops instead of the host's own ProxyJump
 * @param behind the hosts whose route this one is part of
 * @throws TdError, also for hops that go round in a circle
 */
export async function readRoute(
  host: HostAddress,
  known: HostSettings,
  hops?: readonly string[],
  behind: readonly string[] = [],
): Promise<Hop[]> {
  const name = formatHostAddress(host);
  if (behind.includes(name) || behind.length >= mostHops) {
    throw sshError(host, 'resolving', sshMessages.jumpInCircle([...behind, name]), {
      advice: sshMessages.checkConfig,
    });
  }
  const settings = await known.of(host);
  const via = hops ?? jumpsTo(host, settings);
  const last = via.at(-1);
  if (last === undefined) return [{ host, settings }];
  const before = via.length > 1 ? via.slice(0, -1) : undefined;
  const way = await readRoute(parseHop(host, last), known, before, [...behind, name]);
  return [...way, { host, settings }];
}

/** The hosts of its ProxyJump, first to last. Their tokens are about the host itself. Source: ssh_config(5), TOKENS. */
function jumpsTo(host: HostAddress, settings: PrintedSettings): string[] {
  const tokens = {
    h: settings.get('hostname') ?? host.name,
    n: host.name,
    p: settings.get('port') ?? '22',
    r: settings.get('user') ?? userInfo().username,
  };
  const jumps = settings.getUnlessNone('proxyjump')?.split(',') ?? [];
  return jumps.map((jump) => expandTokens(jump, tokens));
}

/** Reads `[user@]name[:port]` or `ssh://[user@]name[:port]`. */
function parseHop(host: HostAddress, hop: string): HostAddress {
  try {
    return parseHostAddress(hop.trim().replace(/^ssh:\/\//, ''));
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw sshError(host, 'resolving', sshMessages.badJump(cause.message), { cause });
  }
}

const mostHops = 16;
