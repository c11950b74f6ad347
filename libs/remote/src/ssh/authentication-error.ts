import { quoteArgument, quoteCommand } from '../quote-argument.ts';
import { sshCommand } from './ssh-command.ts';
import type { Identities } from './read-identities.ts';
import { sshError, type SshError, wantsPassword } from './ssh-error.ts';
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
): SshError {
  const wanted = methodsLeft.length === 0 ? '' : ` (${methodsLeft.join(',')})`;
  const what = reason ?? `Permission denied${wanted} for ${user}`;
  const shown = tried.length === 0 ? 'no usable key' : `tried ${tried.join(', ')}`;
  const notUsed = unusable.length === 0 ? '' : `, cannot use ${unusable.join(', ')}`;
  const text = `${what}; ${shown}${notUsed}${agent?.isSilent ? `, the ssh agent did not answer (${agent.path})` : ''}`;
  const fail = (advice: string): SshError =>
    sshError(host, 'authentication', text, {
      advice,
      beyondSsh2: reason === null ? 'ssh2 has no key that the host takes' : null,
    });
  if (agent?.isSilent) return fail(`try: SSH_AUTH_SOCK=${quoteArgument(agent.path)} ssh-add -l`);
  if (locked.length > 0) return fail(`the key needs its passphrase: ${quoteCommand(['ssh-add', ...locked])}`);
  if (methodsLeft.length > 0 && !methodsLeft.includes('publickey')) {
    return fail(wantsPassword);
  }
  return fail(unusable.length > 0 ? 'leave out --via ssh' : `try: ${sshCommand(host, 'true')}`);
}
