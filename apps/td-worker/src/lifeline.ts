import type { Readable } from 'node:stream';
import { TdError } from '@task-distributor/band';

/** A broken network does not close stdin, so this time without a byte counts as its end. The master sends one a second. */
const longestSilenceSeconds = 15;

/**
 * Watches stdin while the worker runs. If it ends or is silent for too long, the master has gone and the band is no longer
 * needed.
 */
export function followLifeline(
  stdin: Readable,
  silenceSeconds = longestSilenceSeconds,
): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const lose = (how: string) =>
    controller.abort(new TdError(`stopped: the master has gone (${how})`, { code: 'E_LIFELINE' }));
  const onEnd = () => lose('its connection ended');
  const onError = () => lose('its connection broke');
  let timer: NodeJS.Timeout;
  const onData = () => {
    clearTimeout(timer);
    timer = setTimeout(lose, silenceSeconds * 1000, `nothing received for ${silenceSeconds} s`);
  };
  onData();
  stdin.on('data', onData).on('end', onEnd).on('error', onError);
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      stdin.off('data', onData).off('end', onEnd).pause();
    },
  };
}
