import { once } from 'node:events';
import { withPatience } from '@task-distributor/band';
import { dial } from './dial.ts';
import type { HostBehind } from './hop-refusal.ts';
import { parseSshSettings } from './parse-ssh-settings.ts';
import { protocolCode, sshError, type SshError } from './ssh-error.ts';
import { watchGreeting } from './watch-greeting.ts';

/**
 * The same refusal; where the server does not speak SSH, with what it sends instead. The system's ssh does not say that, so
 * the server is connected to once more.
 */
export async function withGreeting(
  refusal: SshError,
  { host, settings, hops }: HostBehind,
  signal: AbortSignal,
): Promise<SshError> {
  const isDirect = hops.length === 0 && settings.getUnlessNone('proxycommand') === null;
  const { step, reason } = refusal.failure;
  if (!isDirect || step !== 'key exchange' || /timed out/.test(reason)) return refusal;
  try {
    const socket = await dial(parseSshSettings(host, settings), longestMs, signal);
    const greeting = watchGreeting(socket);
    socket.write('SSH-2.0-OpenSSH\r\n');
    await withPatience(once(socket, 'data', { signal }), longestMs).finally(() => socket.destroy());
    const sent = greeting();
    if (sent === null || sent.isSsh) return refusal;
    return sshError(host, 'key exchange', sent.reason, { code: protocolCode });
  } catch {
    // It is only for a better message.
    return refusal;
  }
}

const longestMs = 2_000;
