import { escapeControls } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { copyKeyCommand, sshCommand } from './ssh-command.ts';
import { generalAdvice, protocolCode, sshError, type SshError, type SshStep } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * Why the system's ssh did not connect, from its log.
 * @param instead the reason where the log is empty
 */
export function opensshRefusal(host: HostAddress, log: string, instead: string): SshError {
  const lines = log.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !isNotice(line));
  const reason = reasonIn(lines) ?? instead;
  if (reason.startsWith('Host key verification failed')) return hostKeyRefusal(host, log, reason);
  const refusal: Omit<Refusal, 'pattern'> = refusals.find(({ pattern }) => pattern.test(reason)) ?? {
    step: 'connecting',
  };
  const { step, facts, wantsNewKey = step === 'authentication' } = refusal;
  // A hop may let the user in where the host behind it does not: the command is about the one that refuses.
  const login = step === 'authentication' ? { advice: generalAdvice(host) } : {};
  const key = wantsNewKey ? { command: copyKeyCommand(host) } : {};
  return sshError(host, step, reason, { ...login, ...key, ...facts });
}

/** The last line, or the line before those that say only that the connection has ended. */
function reasonIn(lines: readonly string[]): string | null {
  const line = lines.filter((text) => !isMereEnd(text)).at(-1) ?? lines.at(-1);
  const [, disconnect] = /^Received disconnect from .*?:\d+: (.*)$/.exec(line ?? '') ?? [];
  const words = disconnect ?? line;
  return words === undefined ? null : escapeControls(words.trim().replace(/\.$/, ''));
}

/** What ssh reports although nothing has failed. */
function isNotice(line: string): boolean {
  return /^(Warning: |debug\d|Pseudo-terminal will not|\*\* )/.test(line);
}

function isMereEnd(line: string): boolean {
  return /^(Disconnected from |Connection (closed|reset) by |Connection to UNKNOWN)|^Connection to .* timed out$|: failure$/.test(
    line,
  );
}

interface Refusal {
  readonly pattern: RegExp;
  readonly step: SshStep;
  readonly facts?: { readonly advice?: string; readonly code?: string };
  /** Default: for each failed login. */
  readonly wantsNewKey?: false;
}

/** By ssh's own words, the more special ones first. */
const refusals: readonly Refusal[] = [
  {
    pattern: /Permission denied \((?!\)|.*publickey)/,
    step: 'authentication',
    facts: { advice: sshMessages.wantsPassword },
  },
  {
    pattern: /Too many authentication failures/,
    step: 'authentication',
    facts: { advice: sshMessages.fewerKeys },
    wantsNewKey: false,
  },
  { pattern: /Permission denied|No such identity/, step: 'authentication' },
  { pattern: /Could not resolve hostname|Bad configuration option|terminating, \d+ bad/, step: 'resolving' },
  {
    pattern: /Unable to negotiate|no matching|invalid format|could not read protocol version/i,
    step: 'key exchange',
    facts: { code: protocolCode },
  },
  { pattern: /kex_exchange_identification|banner/i, step: 'key exchange' },
];

/** The last line has no details: those are in the lines before it. */
function hostKeyRefusal(host: HostAddress, log: string, last: string): SshError {
  const refuse = (reason: string, advice: string, toType?: string) =>
    sshError(host, 'host key', `${last}: ${reason}`, {
      advice,
      ...(toType === undefined ? {} : { command: toType }),
    });
  const [byFile] = /^.*(revoked by file|in revoked keys file).*$/m.exec(log) ?? [];
  if (byFile !== undefined) return refuse(escapeControls(byFile.trim()), sshMessages.askAdministrator);
  if (/REVOKED HOST KEY|was revoked/.test(log)) {
    return refuse(sshMessages.keyRevoked('the key that the host shows'), sshMessages.askAdministrator);
  }
  if (/IDENTIFICATION HAS CHANGED|has changed and/.test(log)) {
    const [place] = /(?<=^Offending .* key in ).*(?=:\d+\s*$)/m.exec(log) ?? ['known_hosts'];
    const [command] = /ssh-keygen .*-R .*(?=\s*$)/m.exec(log) ?? [];
    const remove =
      command === undefined || place.startsWith('KnownHostsCommand') ? sshMessages.removeLine : command;
    return refuse(
      sshMessages.keyChanged('the key of the host has changed', place),
      sshMessages.removeKey(remove.trim()),
      command?.trim(),
    );
  }
  return refuse(
    sshMessages.keyUnknown('the host'),
    sshMessages.connectByHand(sshCommand(host)),
    sshCommand(host),
  );
}
