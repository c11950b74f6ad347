import { type Band, type JobEvent, TdError } from '@task-distributor/band';
import type { DispatchOptions } from './dispatch-options.ts';
import { DispatchRun } from './dispatch-run.ts';

/**
 * The dispatch stage: starts a worker for each band as soon as the band arrives and a host is free, retries failed bands, and
 * emits the states of all bands. It does not wait for its reader. A band that fails does not stop the others. When the stage
 * ends for any reason, its workers have ended, or do not answer.
 */
export async function* dispatch(
  bands: AsyncIterable<Band>,
  options: DispatchOptions,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const run = new DispatchRun(options, signal);
  const work = run.all(bands);
  work.then(
    () => run.events.end(),
    (error: unknown) => run.events.fail(error),
  );
  try {
    yield* run.events.drain(signal);
  } finally {
    run.stop(new TdError('stopped', { code: 'E_STOPPED' }));
    await work.catch(() => undefined);
  }
}
