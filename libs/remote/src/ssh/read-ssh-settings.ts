import type { HostAddress } from '../host-address.ts';
import { askOpenssh } from './ask-openssh.ts';
import { parseSshSettings } from './parse-ssh-settings.ts';
import { sshArguments } from './ssh-arguments.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';

/**
 * Asks `ssh -G` for the settings. User and port of the host list override those of ssh_config.
 * @param configFile instead of ~/.ssh/config and /etc/ssh/ssh_config
 * @throws TdError, also for settings that ssh2 does not support
 */
export async function readSshSettings(
  host: HostAddress,
  configFile: string | undefined,
): Promise<SshSettings> {
  const answer = await askOpenssh('ssh', ['-G', '-T', ...sshArguments(host, configFile)]);
  if (answer.exitCode !== 0) {
    const { complaint, cause, advice } = answer;
    const facts = advice === null ? { cause } : { cause, advice };
    throw sshError(host, 'resolving', complaint ?? 'ssh -G failed', facts);
  }
  return parseSshSettings(host, answer.stdout);
}
