import { once } from 'node:events';
import type { TdContext } from './td-command.ts';

/**
 * Writes a line, including its newline, to stdout, and waits while the reader is slow.
 * @throws the signal's reason once the reader has gone
 */
export async function writeLine(context: TdContext, line: string): Promise<void> {
  context.signal.throwIfAborted();
  if (!context.stdout.write(line)) await once(context.stdout, 'drain', { signal: context.signal });
}
