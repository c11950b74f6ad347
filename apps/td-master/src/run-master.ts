import { isBand, observe, type Observer, rowsOf, stopsJob, TdError } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';
import { checkOutputHolds, checkOutputName } from '@task-distributor/imaging';
import { waitForBands } from '@task-distributor/lockfile';
import { partition, planBands } from '@task-distributor/partition';
import { parseHostAddress } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { composeJob, surroundingsOfProcess, withDispatch } from '@task-distributor/work';
import { countBands, Failures } from './failures.ts';
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
  const { count: bands, hosts } = plans.partition;
  const named = hosts.slice(0, bands).map(parseHostAddress);
  const listed = plans.dispatch.hosts.listed.slice(0, bands).map(({ address }) => address);
  const expectedHosts = hosts.length > 0 ? named : listed;
  const planned = planBands(plans.partition).map((band) => rowsOf(band)!);
  const hooks = { notify: (line: string) => observers.notify(line), expectedHosts, planned };
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
    throw explain(withWayToResume(error, plans.dispatch, context.signal), failures, plans);
  }
}

/** @throws InputError for an output whose format cannot hold the image that will be rendered */
function checkFormat({ dispatch: { image }, compose: { output } }: StagePlans): void {
  const { scene, width, height, options } = image;
  const samples = rendererFor(scene).samples(options, surroundingsOfProcess());
  checkOutputHolds(output, { width, height, ...samples });
}

/** If bands have failed, replaces the error by a summary, because each of them has been reported already. */
function explain(error: unknown, failures: Failures, { partition, dispatch, compose }: StagePlans): unknown {
  const { count: failed, doneCount: done } = failures;
  if (failed === 0 || !(error instanceof TdError) || error.code === 'E_STOPPED' || stopsJob(error.code))
    return error;
  const all = partition.count + failures.splitCount;
  const rest = all - failed - done;
  const others = rest === 0 ? '' : `, and ${countBands(rest)} ${rest === 1 ? 'was' : 'were'} not finished`;
  const message = `${failed} of ${countBands(all)} failed${others}: ${compose.output} has not been written; ${howToResume(dispatch)}`;
  return new TdError(message, { code: 'E_BANDS', exitCode: error.exitCode, cause: error });
}
