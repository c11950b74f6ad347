import { escapeControls, type TdError } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { sshCommand } from './ssh-command.ts';
import { sshError } from './ssh-error.ts';

/**
 * Why the system's ssh did not connect, from its log. The last line is the reason, except that for a host key it gives no
 * details: those are in the lines before it.
 * @param instead the reason where the log is empty
 */
export function opensshRefusal(host: HostAddress, log: string, instead: string): TdError {
  const last = lastLine(log)?.replace(/\.$/, '') ?? instead;
  if (!last.startsWith('Host key verification failed')) return sshError(host, 'connecting', last);
  const refuse = (reason: string, advice: string) =>
    sshError(host, 'host key', `${last}: ${reason}`, { advice });
  if (/REVOKED HOST KEY|was revoked/.test(log)) {
    return refuse(
      'the key that the host shows is marked as revoked',
      'somebody may be intercepting the connection, or the host still uses its old key: ask its administrator',
    );
  }
  if (/IDENTIFICATION HAS CHANGED|has changed and/.test(log)) {
    const [place] = /(?<=^Offending .* key in ).*(?=:\d+\s*$)/m.exec(log) ?? ['known_hosts'];
    const [remove] = /ssh-keygen .*-R .*(?=\s*$)/m.exec(log) ?? ['remove its line there'];
    return refuse(
      `the key of the host has changed, ${place} has another`,
      `somebody may be intercepting the connection, or the host was reinstalled; if you know that it was: ${remove.trim()}`,
    );
  }
  return refuse(
    'the host is not in known_hosts',
    `connect once by hand: ${sshCommand(host)}, or give --accept-new`,
  );
}

/** The last line that is not blank; null = none. */
export function lastLine(text: string): string | null {
  const line = text
    .split(/[\r\n]+/)
    .filter((words) => words.trim() !== '')
    .at(-1);
  return line === undefined ? null : escapeControls(line.trim());
}
