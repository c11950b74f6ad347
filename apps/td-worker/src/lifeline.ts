import type { Readable } from 'node:stream';
import { TdError } from '@task-distributor/band';

/** A cut network sends no end of file: so long without a byte counts as one. The master sends one a second. */
const longestSilenceMs = 15_000;

/**
 * Follows stdin for as long as the worker runs: its end, or its silence, means that the master has gone, and then
 * nobody wants the band any more.
 */
export function followLifeline(stdin: Readable): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const lose = (how: string) =>
    controller.abort(new TdError(`stopped: the master has gone (${how})`, { code: 'E_LIFELINE' }));
  const onEnd = () => lose('its connection ended');
  const onError = () => lose('its connection broke');
  let timer: NodeJS.Timeout;
  const onData = () => {
    clearTimeout(timer);
    timer = setTimeout(lose, longestSilenceMs, `nothing heard from it for ${longestSilenceMs / 1000} s`);
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
