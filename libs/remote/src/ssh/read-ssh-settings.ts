import type { HostAddress } from '../host-address.ts';
import { askOpenssh } from './ask-openssh.ts';
import { PrintedSettings } from './printed-settings.ts';
import { sshArguments } from './ssh-arguments.ts';
import { sshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * Asks `ssh -G` for the settings of a host. User and port of the host list override those of ssh_config. Without `-N`,
 * ForkAfterAuthentication would ask for a command.
 * @param configFile instead of ~/.ssh/config and /etc/ssh/ssh_config; `none` = no file
 * @throws TdError; the signal's reason
 */
export async function readSshSettings(
  host: HostAddress,
  configFile: string | undefined,
  signal: AbortSignal,
): Promise<PrintedSettings> {
  const answer = await askOpenssh('ssh', ['-G', '-T', '-N', ...sshArguments(host, configFile)], signal);
  if (answer.exitCode !== 0) {
    const { complaint, cause, advice } = answer;
    const facts = advice === null ? { cause } : { cause, advice };
    throw sshError(host, 'resolving', complaint ?? sshMessages.opensshFailed('ssh -G'), facts);
  }
  return new PrintedSettings(answer.stdout);
}
