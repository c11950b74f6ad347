import { onAbort } from '@task-distributor/band';
import type { HostProcess } from '../launcher.ts';

/**
 * Waits until the process has ended, and stops it when the signal is aborted. Closing the lifeline stops the worker. One that
 * ignores it gets SIGTERM after 0.5 s and SIGKILL after 2.5 s. After 4 s, the host is given up.
 */
export async function stopOnAbort(
  process: HostProcess,
  followed: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const timers: NodeJS.Timeout[] = [];
  let stopListening = (): void => undefined;
  const givenUp = new Promise<void>((giveUp) => {
    stopListening = onAbort(signal, () => {
      process.stdin.end();
      timers.push(setTimeout(() => process.stop('SIGTERM'), untilTermMs));
      timers.push(setTimeout(() => process.stop('SIGKILL'), untilKillMs));
      timers.push(setTimeout(giveUp, untilGivenUpMs));
    });
  });
  try {
    await Promise.race([followed, givenUp]);
  } finally {
    stopListening();
    timers.forEach(clearTimeout);
  }
}

const untilTermMs = 500;
const untilKillMs = 2_500;
const untilGivenUpMs = 4_000;
