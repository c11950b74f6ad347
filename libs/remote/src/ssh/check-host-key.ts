import { createHash } from 'node:crypto';
import { errorMessage, shortageOf, type TdError } from '@task-distributor/band';
import { quoteCommand } from '../quote-argument.ts';
import { hostKeyType, judgeHostKey } from './judge-host-key.ts';
import { addKnownKey, knownHostsName, type KnownKeys } from './known-hosts.ts';
import { sshCommand } from './ssh-command.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';

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
    notify(`Permanently added '${name}' (${type} ${fingerprint(key)}) to the list of known hosts.`);
  } catch (error) {
    if (shortageOf(error) !== null) throw error;
    const [file] = settings.hostKeys.userFiles;
    notify(`Failed to add '${name}' to the list of known hosts (${file}): ${errorMessage(error)}`);
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
  const fail = (reason: string, facts: { advice: string } | { beyondSsh2: string }): TdError =>
    sshError(host, 'host key', `Host key verification failed: ${reason}`, facts);
  switch (verdict) {
    case 'revoked':
      return fail(`the key of ${name} (${shown}) is marked as revoked`, {
        advice: `somebody may be intercepting the connection, or the host still uses its old key: ask its administrator`,
      });
    case 'marked':
      return fail(
        `known_hosts has a @cert-authority or a @revoked for ${name}, which ssh2 does not support`,
        {
          beyondSsh2: `known_hosts has a @cert-authority or a @revoked for ${name}`,
        },
      );
    case 'changed': {
      const { file } = known.ofHost.find(({ marker }) => marker === null)!;
      const remove = quoteCommand(['ssh-keygen', '-f', file, '-R', name]);
      return fail(`the key of ${name} has changed to ${shown}, ${file} has another`, {
        advice: `somebody may be intercepting the connection, or the host was reinstalled; if you know that it was: ${remove}`,
      });
    }
    case 'unknown':
      return fail(`${name} is not in known_hosts (it shows ${shown})`, {
        advice: `connect once by hand: ${sshCommand(host)}, or give --accept-new`,
      });
  }
}

/** As `ssh-keygen -l` prints it. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
