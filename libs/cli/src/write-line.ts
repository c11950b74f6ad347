import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Where a command's records go. */
export interface LineOutput {
  readonly stdout: Writable;
  readonly signal: AbortSignal;
  /** Called before each write. */
  makeRoom?(): void;
}

/**
 * Writes a line, including its newline, to stdout, and waits while the reader is slow.
 * @throws the signal's reason once the reader has gone
 */
export async function writeLine(
  { stdout, signal, makeRoom }: LineOutput,
  line: string | Uint8Array,
): Promise<void> {
  signal.throwIfAborted();
  makeRoom?.();
  if (!stdout.write(line)) await once(stdout, 'drain', { signal });
}
