import { quoteArgument, quoteCommand } from '../quote-argument.ts';
import type { SshAgent } from './ssh-agent.ts';
import { sshMessages } from './ssh-messages.ts';

/** A way out, and the command in it. */
interface KeyAdvice {
  readonly advice: string;
  readonly command: string;
}

/** @param keys files that need a passphrase */
export function unlockAdvice(keys: readonly string[]): KeyAdvice {
  const command = quoteCommand(['ssh-add', ...keys]);
  return { advice: sshMessages.needsPassphrase(command), command };
}

/** @param agent one that does not answer */
export function agentAdvice({ path }: SshAgent): KeyAdvice {
  const command = `SSH_AUTH_SOCK=${quoteArgument(path)} ssh-add -l`;
  return { advice: sshMessages.tryCommand(command), command };
}
