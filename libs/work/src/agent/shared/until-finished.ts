import { deferred } from '@task-distributor/band';
import type { StartedRender } from '../start-render.ts';
import type { FinishedBlocks } from '../state/finished-blocks.ts';

/**
 * Waits until enough blocks are finished.
 * @param error for a reason why the blocks of the run are of no use
 * @throws this error; that of the run
 */
export async function untilFinished(
  { state, finished, replacement }: StartedRender,
  isEnough: (finished: FinishedBlocks) => boolean,
  error: (why: string) => Error,
): Promise<void> {
  const { promise, resolve, reject } = deferred();
  const look = (): void => {
    state!.poll();
    if (!state!.isUsable) reject(error('its state file cannot be used'));
    if (isEnough(state!.finished)) resolve();
  };
  const timer = setInterval(look, lookMs);
  void replacement.then((other) => other && reject(error('its blocks are others')));
  finished.then(() => {
    look();
    reject(error('it keeps no state file'));
  }, reject);
  try {
    await promise;
  } finally {
    clearInterval(timer);
  }
}

const lookMs = 100;
