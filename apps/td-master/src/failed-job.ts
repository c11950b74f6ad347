import { changedCode, exitCodes, stopsJob, TdError } from '@task-distributor/band';
import { stopReason } from '@task-distributor/cli';
import { keepsFinishedBands } from '@task-distributor/work';
import { countBands, type Failures } from './failures.ts';
import { howToResume, withEnd } from './how-to-resume.ts';
import { elsewhere, type JobFolder, removeEmpty, removeNew } from './job-folder.ts';
import type { StagePlans } from './plans.ts';

/** A job that has failed or was stopped. */
export interface FailedJob {
  readonly plans: StagePlans;
  readonly folder: JobFolder;
  readonly failures: Failures;
  /** Number of bands that the image was cut into. */
  readonly bands: number;
  readonly signal: AbortSignal;
  /** Writes one line to stderr. */
  notify(line: string): void;
}

/**
 * The error to report. It says how to continue, unless nothing is left of the job. A temporary folder is removed if there is nothing
 * in it that could be continued.
 */
export async function explainFailure(error: unknown, job: FailedJob): Promise<unknown> {
  const { plans, folder, signal } = job;
  const stop = stopReason(error, signal);
  const { isTemporary, path } = folder;
  if (isTemporary && !(await isKept(error, job))) return explainGone(error, job);
  const how = howToResume(plans.dispatch, { folder: isTemporary ? path : null, stop });
  const summary = summaryOf(error, job);
  if (stop === null && summary === null && !isTemporary) return error;
  const told = stop ?? summary ?? error;
  if (told instanceof TdError && !stop?.quiet && !told.isReported) return withEnd(told, how);
  // Nobody else names the folder.
  if (isTemporary) job.notify(how);
  return error;
}

/** Whether something is left in a temporary folder that can be continued. */
async function isKept(error: unknown, { plans, folder }: FailedJob): Promise<boolean> {
  if (folder.isForOneRun) await removeNew(folder);
  if (await removeEmpty(folder)) return false;
  if (!folder.isNew) return true;
  const [code, exitCode] = error instanceof TdError ? [error.code, error.exitCode] : [];
  // If all hosts fail alike, nothing has been rendered.
  const isUseless = (stopsJob(code) && code !== changedCode) || exitCode === exitCodes.usage;
  if (!isUseless && keepsFinishedBands(plans.dispatch)) return true;
  await removeNew(folder);
  return false;
}

function explainGone(error: unknown, job: FailedJob): unknown {
  const isFull = error instanceof TdError && ['ENOSPC', 'EDQUOT'].includes(error.code);
  if (isFull && error.path?.startsWith(job.folder.path)) return withEnd(error, elsewhere);
  return stopReason(error, job.signal) === null ? (summaryOf(error, job) ?? error) : error;
}

/** If bands have failed, replaces the error, because each of them has been reported already. */
function summaryOf(error: unknown, { plans, failures, bands }: FailedJob): TdError | null {
  const { count: failed, doneCount: done } = failures;
  if (failed === 0 || !(error instanceof TdError) || error.code === 'E_STOPPED' || stopsJob(error.code))
    return null;
  const all = bands + failures.splitCount;
  const rest = all - failed - done;
  const others = rest === 0 ? '' : `, and ${countBands(rest)} ${rest === 1 ? 'was' : 'were'} not finished`;
  const message = `${failed} of ${countBands(all)} failed${others}: ${plans.compose.output} has not been written`;
  return new TdError(message, { code: 'E_BANDS', exitCode: error.exitCode, cause: error });
}
