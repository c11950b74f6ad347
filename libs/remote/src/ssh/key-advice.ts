import { quoteArgument, quoteCommand } from '../quote-argument.ts';
import type { SshAgent } from './ssh-agent.ts';
import { sshMessages } from './ssh-messages.ts';

/** @param keys files that need a passphrase */
export function unlockAdvice(keys: readonly string[]): string {
  return sshMessages.needsPassphrase(quoteCommand(['ssh-add', ...keys]));
}

/** @param agent one that does not answer */
export function agentAdvice({ path }: SshAgent): string {
  return sshMessages.tryCommand(`SSH_AUTH_SOCK=${quoteArgument(path)} ssh-add -l`);
}
