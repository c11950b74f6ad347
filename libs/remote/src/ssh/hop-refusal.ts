import { escapeControls } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { quoteCommand } from '../quote-argument.ts';
import { opensshRefusal } from './openssh-refusal.ts';
import type { PrintedSettings } from './printed-settings.ts';
import { runShell } from './run-shell.ts';
import { sshArguments } from './ssh-arguments.ts';
import { hopRefuses, onTheWay, sshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';

/** A host behind others. */
export interface HostBehind {
  readonly host: HostAddress;
  readonly settings: PrintedSettings;
  /** The hosts on the way there, first to last. */
  readonly hops: readonly HostAddress[];
}

/**
 * Why a hop does not lead to the host behind it. The ssh of a connection in the background does not pass on what the ssh to the
 * hop says, so that is started once more by itself.
 * @param options those of ssh for all hops
 * @returns null if it says nothing
 */
export async function hopRefusal(
  { host, settings, hops }: HostBehind,
  { options, config, seconds }: { options: readonly string[]; config: string | undefined; seconds: number },
  signal: AbortSignal,
): Promise<unknown> {
  const hop = hops.at(-1);
  if (hop === undefined) return null;
  const before = hops.slice(0, -1).map(formatHostAddress).join(',');
  const place = `[${settings.get('hostname') ?? host.name}]:${settings.get('port') ?? '22'}`;
  const jump = before === '' ? [] : ['-J', before];
  const words = ['ssh', ...options, '-T', '-W', place, ...jump, ...sshArguments(hop, config)];
  const script = `${quoteCommand(words)} 2>&1 >/dev/null; printf '\\0%d' "$?"`;
  const { stdout } = await runShell(script, seconds, signal);
  const [log = '', exitCode = '0'] = stdout.split('\0');
  if (exitCode === '0' || log.trim() === '') return null;
  const [, why, refused] = /^channel \d+: open failed: ([^:\r\n]+): (.*?)\r?$/m.exec(log) ?? [];
  if (refused === undefined) return onTheWay(opensshRefusal(hop, log, sshMessages.noAnswerAtAll), host);
  if (why === 'administratively prohibited') return hopRefuses(host, hop.name, escapeControls(refused));
  return sshError(host, 'connecting', sshMessages.hopFailed(escapeControls(refused), null, hop.name));
}
