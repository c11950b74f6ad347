import type { Writable } from 'node:stream';

/**
 * Exits if only a terminal that has been stopped (Ctrl-S) keeps the process from its end for ten minutes. What waits for a
 * pipe is never given up.
 */
export function exitWithoutTerminal(
  outputs: readonly Writable[],
  exit: () => void,
  milliseconds = 600_000,
): void {
  const exitIfStopped = (): void => {
    const waiting = outputs.filter(({ writableLength }) => writableLength > 0);
    if (waiting.length > 0 && waiting.every(isTerminal)) exit();
  };
  setTimeout(exitIfStopped, milliseconds).unref();
}

function isTerminal(output: Writable): boolean {
  return (output as Partial<NodeJS.WriteStream>).isTTY === true;
}
