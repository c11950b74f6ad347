import type { Readable } from 'node:stream';
import { parseRows, type Rows, TdError } from '@task-distributor/band';

/** A broken network does not close stdin, so this time without a byte counts as its end. The master sends one a second. */
const longestSilenceSeconds = 15;

export interface Lifeline {
  /** Aborted when the master has gone. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** What the master asks of a worker while it runs. */
export interface MasterRequests {
  /** `cut N`: to end after this row or, if it renders blocks only, after this block. */
  cut(last: number): void;
  /** `blocks A-B`: to use these blocks, which others have finished and put into the job folder. */
  blocks(blocks: Rows): void;
}

/**
 * Watches stdin while the worker runs. If it ends or is silent for too long, the master has gone and the band is no longer
 * needed. Every byte is a sign of life; some lines are also requests.
 */
export function followLifeline(
  stdin: Readable,
  requests: MasterRequests,
  silenceSeconds = longestSilenceSeconds,
): Lifeline {
  const controller = new AbortController();
  const lose = (how: string) =>
    controller.abort(new TdError(`stopped: the master has gone (${how})`, { code: 'E_LIFELINE' }));
  const onEnd = () => lose('its connection ended');
  const onError = () => lose('its connection broke');
  const readRequests = requestReader(requests);
  let timer: NodeJS.Timeout;
  const live = () => {
    clearTimeout(timer);
    timer = setTimeout(lose, silenceSeconds * 1000, `nothing received for ${silenceSeconds} s`);
  };
  const onData = (bytes: Buffer) => {
    live();
    readRequests(bytes);
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

/** Finds the lines that are requests, in pieces of any size. */
function requestReader({ cut, blocks }: MasterRequests): (bytes: Buffer) => void {
  let rest = '';
  return (bytes) => {
    const lines = (rest + bytes.toString('latin1')).split('\n');
    // A long line without an end consists of signs of life.
    rest = lines.pop()!.slice(0, longestLine);
    for (const line of lines) {
      const last = /^cut ([1-9]\d{0,8})$/.exec(line)?.[1];
      if (last !== undefined) cut(Number(last));
      const came = line.startsWith('blocks ') ? parseRows(line.slice('blocks '.length)) : null;
      if (came !== null) blocks(came);
    }
  };
}

const longestLine = 32;
