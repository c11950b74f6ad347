import type { Readable } from 'node:stream';
import { TdError } from '@task-distributor/band';

/** A broken network does not close stdin, so this time without a byte counts as its end. The master sends one a second. */
const longestSilenceSeconds = 15;

export interface Lifeline {
  /** Aborted when the master has gone. */
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * Watches stdin while the worker runs. If it ends or is silent for too long, the master has gone and the band is no longer
 * needed. Every byte is a sign of life; a line `cut N` also asks the worker to end the band after row N.
 */
export function followLifeline(
  stdin: Readable,
  onCut: (last: number) => void,
  silenceSeconds = longestSilenceSeconds,
): Lifeline {
  const controller = new AbortController();
  const lose = (how: string) =>
    controller.abort(new TdError(`stopped: the master has gone (${how})`, { code: 'E_LIFELINE' }));
  const onEnd = () => lose('its connection ended');
  const onError = () => lose('its connection broke');
  const readCuts = cutReader(onCut);
  let timer: NodeJS.Timeout;
  const live = () => {
    clearTimeout(timer);
    timer = setTimeout(lose, silenceSeconds * 1000, `nothing received for ${silenceSeconds} s`);
  };
  const onData = (bytes: Buffer) => {
    live();
    readCuts(bytes);
  };
  live();
  stdin.on('data', onData).on('end', onEnd).on('error', onError);
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      stdin.off('data', onData).off('end', onEnd).pause();
    },
  };
}

/** Finds the lines `cut N`, in pieces of any size. */
function cutReader(onCut: (last: number) => void): (bytes: Buffer) => void {
  let rest = '';
  return (bytes) => {
    const lines = (rest + bytes.toString('latin1')).split('\n');
    // A long line without an end consists of signs of life.
    rest = lines.pop()!.slice(0, longestLine);
    for (const line of lines) {
      const last = /^cut ([1-9]\d{0,8})$/.exec(line)?.[1];
      if (last !== undefined) onCut(Number(last));
    }
  };
}

const longestLine = 32;
