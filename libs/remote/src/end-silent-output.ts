import type { PassThrough, Readable } from 'node:stream';

/** An output of a process, and the stream of ours that it is piped to. */
export interface PipedOutput {
  readonly from: Readable;
  readonly to: PassThrough;
}

/**
 * Ends the outputs of a process that has ended. Something that it has started may still hold them open: then they are ended
 * once all data has been read and no more has come for `milliseconds`.
 * @param release closes the sources of the outputs
 */
export function endSilentOutput(
  outputs: readonly PipedOutput[],
  milliseconds: number,
  release: () => void,
): void {
  let check: NodeJS.Immediate | undefined;
  const finish = (): void => {
    clearTimeout(timer);
    clearImmediate(check);
    for (const { from, to } of outputs) {
      from.off('data', note);
      from.off('end', finishOnceEnded);
      from.unpipe(to);
      to.end();
    }
    release();
  };
  let hasMore = false;
  const finishIfSilent = (): void => {
    if (hasMore || outputs.some(({ to }) => to.writableNeedDrain)) timer.refresh();
    else finish();
  };
  const timer = setTimeout(() => {
    hasMore = false;
    // This process may have been stopped itself: what waits in the pipes is read between timers and immediates.
    check = setImmediate(finishIfSilent);
  }, milliseconds).unref();
  const note = (): void => {
    hasMore = true;
    timer.refresh();
  };
  const finishOnceEnded = (): void => {
    if (outputs.every(({ from }) => from.readableEnded)) finish();
  };
  for (const { from } of outputs) from.on('data', note).on('end', finishOnceEnded);
  finishOnceEnded();
}
