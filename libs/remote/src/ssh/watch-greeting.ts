import type { Readable } from 'node:stream';
import { escapeControls } from '@task-distributor/band';
import { sshMessages } from './ssh-messages.ts';

/** What a server has sent instead of a handshake. */
export interface Greeting {
  readonly reason: string;
  /** Whether it is an sshd that takes no connection at the moment. */
  readonly isSsh: boolean;
}

/**
 * Watches what a server sends before it says that it speaks SSH. To be called just before the socket is read.
 * @returns a function that gives the reason why there was no handshake; null = the server has sent nothing, or does speak SSH
 */
export function watchGreeting(socket: Readable): () => Greeting | null {
  let head = '';
  const read = (chunk: Buffer): void => {
    head += chunk.toString('latin1');
    if (head.length > longestHead || speaksSsh(head)) socket.off('data', read);
  };
  socket.on('data', read);
  return () => {
    const line = head.split(/[\r\n]+/).find((text) => text.trim() !== '');
    if (line === undefined || speaksSsh(head)) return null;
    const words = escapeControls(line.trim().slice(0, longestLine));
    const isSsh = refusals.has(words);
    return { reason: isSsh ? sshMessages.hungUpWith(words) : sshMessages.notSsh(words), isSsh };
  };
}

function speaksSsh(head: string): boolean {
  return /^SSH-/m.test(head);
}

/** What an sshd sends instead of its version. Source: OpenSSH, sshd.c, drop_connection(). */
const refusals = new Set(['Exceeded MaxStartups', 'Not allowed at this time']);
const longestHead = 1024;
const longestLine = 80;
