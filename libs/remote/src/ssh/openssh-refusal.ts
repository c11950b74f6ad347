import { escapeControls } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { sshCommand } from './ssh-command.ts';
import { sshError, type SshError, type SshStep, wantsPassword } from './ssh-error.ts';

/**
 * Why the system's ssh did not connect, from its log.
 * @param instead the reason where the log is empty
 */
export function opensshRefusal(host: HostAddress, log: string, instead: string): SshError {
  const reason = reasonIn(log) ?? instead;
  if (reason.startsWith('Host key verification failed')) return hostKeyRefusal(host, log, reason);
  const { step, advice } = refusals.find(({ pattern }) => pattern.test(reason)) ?? { step: 'connecting' };
  return sshError(host, step, reason, advice === undefined ? {} : { advice });
}

/** The last line, or the line before one that says only that the connection has ended. */
function reasonIn(log: string): string | null {
  const lines = log.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !isNotice(line));
  const telling = lines.filter((line) => !isMereEnd(line)).at(-1);
  const line = telling ?? lines.at(-1);
  const [, disconnect] = /^Received disconnect from .*?:\d+: (.*)$/.exec(line ?? '') ?? [];
  const words = disconnect ?? line;
  return words === undefined ? null : escapeControls(words.trim().replace(/\.$/, ''));
}

/** What ssh reports although nothing has failed. */
function isNotice(line: string): boolean {
  return /^(Warning: |debug\d|Pseudo-terminal will not|\*\* )/.test(line);
}

function isMereEnd(line: string): boolean {
  return /^(Disconnected from |Connection closed by UNKNOWN port 65535|Connection to UNKNOWN)/.test(line);
}

interface Refusal {
  readonly pattern: RegExp;
  readonly step: SshStep;
  readonly advice?: string;
}

/** By ssh's own words, the more special ones first. */
const refusals: readonly Refusal[] = [
  {
    pattern: /Permission denied \((?!.*publickey)/,
    step: 'authentication',
    advice: wantsPassword,
  },
  { pattern: /Permission denied|Too many authentication failures|No such identity/, step: 'authentication' },
  { pattern: /Could not resolve hostname|Bad configuration option|terminating, \d+ bad/, step: 'resolving' },
  { pattern: /Unable to negotiate|no matching|kex_exchange_identification|banner/i, step: 'key exchange' },
];

/** The last line has no details: those are in the lines before it. */
function hostKeyRefusal(host: HostAddress, log: string, last: string): SshError {
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
