import type { HostBehind } from './hop-refusal.ts';
import { agentAdvice, unlockAdvice } from './key-advice.ts';
import { loadSsh2 } from './load-ssh2.ts';
import { parseSshSettings } from './parse-ssh-settings.ts';
import { type Identities, readIdentities } from './read-identities.ts';
import { SshAgent } from './ssh-agent.ts';
import { sshError, SshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';

/** What the system's ssh does not say about its own keys: it passes over those that are locked, and waits for an agent. */
async function readKeys(
  { host, settings }: HostBehind,
  agentSeconds: number,
  signal: AbortSignal,
): Promise<Identities | null> {
  try {
    const ssh2 = await loadSsh2();
    const { user, identities } = parseSshSettings(host, settings);
    const agent = identities.agent === null ? null : new SshAgent(ssh2, identities.agent, agentSeconds);
    return await readIdentities(user, identities, { ssh2, agent, signal });
  } catch {
    // It is only for a better message.
    return null;
  }
}

/** The same refusal; where keys need a passphrase, with that as the way out. */
export async function withLockedKeys(
  refusal: SshError,
  target: HostBehind,
  agentSeconds: number,
  signal: AbortSignal,
): Promise<SshError> {
  const { failure } = refusal;
  if (failure.step !== 'authentication' || !failure.reason.includes('publickey')) return refusal;
  const locked = (await readKeys(target, agentSeconds, signal))?.locked ?? [];
  if (locked.length === 0) return refusal;
  return new SshError({ ...failure, ...unlockAdvice(locked) }, refusal.cause);
}

/** The error of a login that waits for the agent; null = the agent answers, or there is none. */
export async function silentAgent(
  target: HostBehind,
  agentSeconds: number,
  signal: AbortSignal,
): Promise<SshError | null> {
  const agent = (await readKeys(target, agentSeconds, signal))?.agent ?? null;
  if (agent === null || !agent.isSilent) return null;
  const reason = sshMessages.agentSilent(agent.path);
  return sshError(target.host, 'authentication', reason, agentAdvice(agent));
}
