import { escapeControls } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { quoteCommand } from '../quote-argument.ts';
import { opensshRefusal } from './openssh-refusal.ts';
import { connectSeconds, hopOptions } from './openssh-settings.ts';
import type { PrintedSettings } from './printed-settings.ts';
import { runShell } from './run-shell.ts';
import { sshArguments } from './ssh-arguments.ts';
import { hopRefuses, onTheWay, sshError } from './ssh-error.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';
import { sshMessages } from './ssh-messages.ts';

/** A host behind others. */
export interface HostBehind {
  readonly host: HostAddress;
  readonly settings: PrintedSettings;
  /** The hosts on the way there, first to last. */
  readonly hops: readonly HostAddress[];
}

/**
 * Connects to the last hop by itself, and from there to the host behind it, as ssh does on the way.
 * @returns what ssh says, whether it has succeeded or not; null = there is no hop
 */
export async function askHop(
  { host, settings, hops }: HostBehind,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<string | null> {
  const hop = hops.at(-1);
  if (hop === undefined) return null;
  const before = hops.slice(0, -1).map(formatHostAddress).join(',');
  const place = `[${settings.get('hostname') ?? host.name}]:${settings.get('port') ?? '22'}`;
  const jump = before === '' ? [] : ['-J', before];
  const words = [
    'ssh',
    ...hopOptions(options),
    '-T',
    '-W',
    place,
    ...jump,
    ...sshArguments(hop, options.sshConfigFile),
  ];
  const script = `${quoteCommand(words)} 2>&1 >/dev/null && printf '\\0'`;
  return (await runShell(script, connectSeconds(options), signal)).stdout;
}

/**
 * Why a hop does not lead to the host behind it. The ssh of a connection in the background does not pass on what the ssh to the
 * hop says, so that is started once more by itself.
 * @returns null if it says nothing
 */
export async function hopRefusal(
  behind: HostBehind,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<unknown> {
  const { host, hops } = behind;
  const log = await askHop(behind, options, signal);
  if (log === null || log.endsWith('\0') || log.trim() === '') return null;
  const hop = hops.at(-1)!;
  const [, why, refused] = /^channel \d+: open failed: ([^:\r\n]+): (.*?)\r?$/m.exec(log) ?? [];
  if (refused === undefined) return onTheWay(opensshRefusal(hop, log, sshMessages.noAnswerAtAll), host);
  if (why === 'administratively prohibited') return hopRefuses(host, hop.name, escapeControls(refused));
  return sshError(host, 'connecting', sshMessages.hopFailed(escapeControls(refused), null, hop.name));
}
