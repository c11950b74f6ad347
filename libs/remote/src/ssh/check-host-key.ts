import { createHash } from 'node:crypto';
import { errorMessage, shortageOf, type TdError } from '@task-distributor/band';
import { quoteCommand } from '../quote-argument.ts';
import { hostKeyType, judgeHostKey } from './judge-host-key.ts';
import { addKnownKey, knownHostsName, type KnownKeys } from './known-hosts.ts';
import { sshCommand } from './ssh-command.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * Resolves when the server's key is in known_hosts, or is a new one that may be added.
 * @throws TdError with OpenSSH's own line, which its users recognise
 */
export async function checkHostKey(
  settings: SshSettings,
  known: KnownKeys,
  key: Buffer,
  { acceptNew, notify }: { acceptNew: boolean; notify: (line: string) => void },
): Promise<void> {
  const verdict = judgeHostKey(known, key);
  if (verdict === 'known') return;
  const type = hostKeyType(key);
  const name = knownHostsName(settings);
  if (verdict !== 'unknown' || !(acceptNew || settings.hostKeys.strictChecking === 'accept-new')) {
    throw refusal(settings, verdict, known, `${type} ${fingerprint(key)}`);
  }
  try {
    await addKnownKey(settings, type, key);
    notify(sshMessages.keyAdded(name, `${type} ${fingerprint(key)}`));
  } catch (error) {
    if (shortageOf(error) !== null) throw error;
    const [file] = settings.hostKeys.userFiles;
    notify(sshMessages.keyNotAdded(name, String(file), errorMessage(error)));
  }
}

function refusal(
  settings: SshSettings,
  verdict: 'revoked' | 'changed' | 'marked' | 'unknown',
  known: KnownKeys,
  shown: string,
): TdError {
  const { host } = settings;
  const name = knownHostsName(settings);
  const fail = (reason: string, facts: { advice?: string; command?: string; beyondSsh2?: string }): TdError =>
    sshError(host, 'host key', sshMessages.keyRefused(reason), facts);
  switch (verdict) {
    case 'revoked':
      // OpenSSH may know the host by a key of another type.
      return fail(sshMessages.keyRevoked(`the key of ${name} (${shown})`), {
        advice: sshMessages.askAdministrator,
        beyondSsh2: sshMessages.markerBeyondSsh2(name),
      });
    case 'marked':
      return fail(sshMessages.notBySsh2(sshMessages.markerBeyondSsh2(name)), {
        beyondSsh2: sshMessages.markerBeyondSsh2(name),
      });
    case 'changed': {
      const { file } = known.ofHost.find(({ marker }) => marker === null)!;
      const remove = quoteCommand(['ssh-keygen', '-f', file, '-R', name]);
      return fail(sshMessages.keyChanged(`the key of ${name} has changed to ${shown}`, file), {
        advice: sshMessages.removeKey(remove),
        command: remove,
      });
    }
    case 'unknown':
      return fail(`${sshMessages.keyUnknown(name)} (it shows ${shown})`, {
        advice: sshMessages.connectByHand(sshCommand(host)),
        command: sshCommand(host),
      });
  }
}

/** As `ssh-keygen -l` prints it. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
