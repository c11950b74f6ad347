import { isBand, observe, type Observer, TdError } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';
import { checkOutputHolds, checkOutputName } from '@task-distributor/imaging';
import { waitForBands } from '@task-distributor/lockfile';
import { partition } from '@task-distributor/partition';
import { parseHostAddress } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { composeJob, withDispatch, workingFolder } from '@task-distributor/work';
import { Failures } from './failures.ts';
import { howToResume, withWayToResume } from './how-to-resume.ts';
import type { StagePlans } from './plans.ts';

export interface MasterObservers {
  /** Called once the job is open. */
  create(): readonly Observer[];
  /** Called with one line that the user should see at once. */
  notify(line: string): void;
}

/**
 * Runs the whole job in one process: partition, dispatch, wait, compose.
 * @throws TdError if the image was not written; finished parts are kept
 */
export async function runMaster(
  plans: StagePlans,
  observers: MasterObservers,
  context: Pick<TdContext, 'stdout' | 'signal'>,
): Promise<void> {
  checkOutputName(plans.compose.output);
  checkFormat(plans);
  const failures = new Failures();
  const count: Observer = { see: (event) => isBand(event) && failures.see(event) };
  const expectedHosts = plans.partition.hosts.slice(0, plans.partition.count).map(parseHostAddress);
  const hooks = { notify: (line: string) => observers.notify(line), expectedHosts };
  const compose = { ...plans.compose, height: plans.partition.height };
  try {
    await withDispatch(plans.dispatch, hooks, context.signal, async (dispatch, signal) => {
      const waited = waitForBands(dispatch(partition(plans.partition)), plans.wait, signal);
      const events = observe(composeJob(waited, compose, context.stdout, signal), [
        count,
        ...observers.create(),
      ]);
      for await (const event of events) void event;
    });
  } catch (error) {
    throw explain(withWayToResume(error, context.signal), failures.count, plans);
  }
}

/** @throws InputError for an output whose format cannot hold the image that will be rendered */
function checkFormat({ dispatch: { image }, compose: { output } }: StagePlans): void {
  const { scene, width, height, options } = image;
  const surroundings = { folder: workingFolder(), env: process.env };
  checkOutputHolds(output, { width, height, ...rendererFor(scene).samples(options, surroundings) });
}

/** If bands have failed, replaces the error by a summary, because each of them has been reported already. */
function explain(error: unknown, failed: number, { partition: { count }, compose }: StagePlans): unknown {
  if (failed === 0 || !(error instanceof TdError) || error.code === 'E_STOPPED') return error;
  const message = `${failed} of ${count} bands failed: ${compose.output} has not been written; ${howToResume}`;
  return new TdError(message, { code: 'E_BANDS', exitCode: error.exitCode, cause: error });
}
