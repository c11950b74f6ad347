import { agentAdvice, unlockAdvice } from './key-advice.ts';
import type { Identities } from './read-identities.ts';
import { sshCommand } from './ssh-command.ts';
import { sshError, type SshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';
import type { SshSettings } from './ssh-settings.ts';

/**
 * Why a login failed, with the keys that were tried.
 * @param methodsLeft those that the host would still take
 * @param reason null = the host has refused all keys
 */
export function authenticationError(
  { host, user }: SshSettings,
  identities: Identities,
  methodsLeft: readonly string[],
  reason: string | null,
): SshError {
  const what = reason ?? sshMessages.permissionDenied(methodsLeft, user);
  // The system's ssh would wait for the agent, too, or for a pipe.
  const wouldWait = identities.agent?.isSilent || identities.mayHang;
  const beyondSsh2 = reason === null && !wouldWait ? sshMessages.keysBeyondSsh2 : null;
  const fail = (advice?: string): SshError =>
    sshError(host, 'authentication', `${what}; ${whatWasTried(identities)}`, {
      ...(advice === undefined ? {} : { advice }),
      beyondSsh2,
    });
  const { agent, locked, mayNeedOpenssh } = identities;
  if (agent?.isSilent) return fail(agentAdvice(agent));
  if (locked.length > 0) return fail(unlockAdvice(locked));
  if (/Too many authentication failures/.test(what)) return fail(sshMessages.fewerKeys);
  if (methodsLeft.length > 0 && !methodsLeft.includes('publickey')) return fail(sshMessages.wantsPassword);
  return mayNeedOpenssh ? fail() : fail(sshMessages.tryCommand(sshCommand(host, 'true')));
}

function whatWasTried({ tried, unusable, agent }: Identities): string {
  return [
    tried.length === 0 ? sshMessages.noUsableKey : sshMessages.triedKeys(tried),
    ...(unusable.length === 0 ? [] : [sshMessages.cannotUseKeys(unusable)]),
    ...(agent?.isSilent ? [sshMessages.agentSilent(agent.path)] : []),
  ].join(', ');
}
