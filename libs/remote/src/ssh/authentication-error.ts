import { agentAdvice, unlockAdvice } from './key-advice.ts';
import type { Identities } from './read-identities.ts';
import { copyKeyCommand } from './ssh-command.ts';
import { generalAdvice, sshError, type SshError } from './ssh-error.ts';
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
  const fail = (wayOut: { advice?: string; command?: string }): SshError =>
    sshError(host, 'authentication', `${what}; ${whatWasTried(identities)}`, { ...wayOut, beyondSsh2 });
  const command = copyKeyCommand(host);
  const { agent, locked, mayNeedOpenssh } = identities;
  if (agent?.isSilent) return fail(agentAdvice(agent));
  if (locked.length > 0) return fail(unlockAdvice(locked));
  if (/Too many authentication failures/.test(what)) return fail({ advice: sshMessages.fewerKeys });
  if (methodsLeft.length > 0 && !methodsLeft.includes('publickey')) {
    return fail({ advice: sshMessages.wantsPassword, command });
  }
  return fail({
    ...(mayNeedOpenssh ? {} : { advice: generalAdvice(host) }),
    command,
  });
}

function whatWasTried({ tried, unusable, agent }: Identities): string {
  return [
    tried.length === 0 ? sshMessages.noUsableKey : sshMessages.triedKeys(tried),
    ...(unusable.length === 0 ? [] : [sshMessages.cannotUseKeys(unusable)]),
    ...(agent?.isSilent ? [sshMessages.agentSilent(agent.path)] : []),
  ].join(', ');
}
