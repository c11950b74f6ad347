import type { PassThrough, Readable } from 'node:stream';

/** An output of a process, and the stream of ours that it is piped to. */
export interface PipedOutput {
  readonly from: Readable;
  readonly to: PassThrough;
}

/**
 * Waits for the outputs of a process that has ended, and ends them if nobody else does: something that it had started may
 * hold them open. By then all that came has been read, and nothing has come for `milliseconds`.
 * @param release lets go of where the outputs come from
 */
export function endSilentOutput(
  outputs: readonly PipedOutput[],
  milliseconds: number,
  release: () => void,
): void {
  const finish = (): void => {
    clearTimeout(timer);
    for (const { from, to } of outputs) {
      from.off('data', note);
      from.off('end', finishOnceEnded);
      from.unpipe(to);
      to.end();
    }
    release();
  };
  const timer = setTimeout(() => {
    if (outputs.some(({ to }) => to.writableNeedDrain)) timer.refresh();
    else finish();
  }, milliseconds).unref();
  const note = (): void => void timer.refresh();
  const finishOnceEnded = (): void => {
    if (outputs.every(({ from }) => from.readableEnded)) finish();
  };
  for (const { from } of outputs) from.on('data', note).on('end', finishOnceEnded);
  finishOnceEnded();
}
