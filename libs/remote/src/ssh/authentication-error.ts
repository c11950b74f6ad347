import type { TdError } from '@task-distributor/band';
import { quoteArgument, quoteCommand } from '../quote-argument.ts';
import type { Identities } from './read-identities.ts';
import { sshError, useOpenssh } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';

/**
 * Why a login failed, with the keys that were tried.
 * @param methodsLeft those that the host would still take
 * @param reason null = the host has refused all keys
 */
export function authenticationError(
  { host, user }: SshSettings,
  { locked, unusable, tried, agent }: Identities,
  methodsLeft: readonly string[],
  reason: string | null,
): TdError {
  const wanted = methodsLeft.length === 0 ? '' : ` (${methodsLeft.join(',')})`;
  const what = reason ?? `Permission denied${wanted} for ${user}`;
  const shown = tried.length === 0 ? 'no usable key' : `tried ${tried.join(', ')}`;
  const notUsed = unusable.length === 0 ? '' : `, cannot use ${unusable.join(', ')}`;
  const text = `${what}; ${shown}${notUsed}`;
  if (agent?.isSilent) {
    const advice = `try: SSH_AUTH_SOCK=${quoteArgument(agent.path)} ssh-add -l`;
    return sshError(host, 'authentication', `${text}, the ssh agent did not answer (${agent.path})`, {
      advice,
    });
  }
  if (locked.length > 0) {
    const advice = `the key needs its passphrase: ${quoteCommand(['ssh-add', ...locked])}`;
    return sshError(host, 'authentication', text, { advice });
  }
  const isBeyondSsh2 = unusable.length > 0 || (methodsLeft.length > 0 && !methodsLeft.includes('publickey'));
  return sshError(host, 'authentication', text, isBeyondSsh2 ? { advice: useOpenssh } : {});
}
