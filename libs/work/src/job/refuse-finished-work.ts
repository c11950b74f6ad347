import { lstat } from 'node:fs/promises';
import { type Rows, sameRows, TdError } from '@task-distributor/band';
import { type JobFacts, type JobFile, lockfilePath, readJobFile } from '@task-distributor/lockfile';
import { finishedBands } from './finished-bands.ts';
import { isWithin } from './finished-pieces.ts';
import { differencesOf } from './job-to-resume.ts';

/**
 * Refuses a new job in a folder with finished bands of an interrupted one: it would overwrite or remove them. If there is a
 * lockfile, opening the job refuses it.
 * @param planned the rows of the new job's bands; null = they are not known yet
 * @param joins whether the new job uses the lockfile that is there, and the finished bands if it is the same job
 * @throws TdError E_FINISHED
 */
export async function refuseFinishedWork(
  folder: string,
  facts: JobFacts,
  planned: readonly Rows[] | null,
  joins: boolean,
): Promise<void> {
  if (!joins && (await exists(lockfilePath(folder)))) return;
  const job = await readJobFile(folder).catch(() => null);
  if (job === null || (joins && differencesOf(job, facts).length === 0)) return;
  const finished = await finishedBands(folder, job);
  if (finished.length === 0) return;
  throw new TdError(`${folder}: ${describe(finished, { job, facts, planned })}`, {
    code: 'E_FINISHED',
    path: folder,
  });
}

interface Jobs {
  /** In the folder. */
  readonly job: JobFile;
  /** Of the job that is to begin. */
  readonly facts: JobFacts;
  readonly planned: readonly Rows[] | null;
}

function describe(finished: readonly Rows[], { job, facts, planned }: Jobs): string {
  const differences = differencesOf(job, facts);
  if (differences.length > 0) {
    const why = job.scene === facts.scene ? differences.join('; ') : `for ${job.scene}`;
    return `${bandsAre(finished.length, ' of another job')} finished (${why}): use another folder, or -f to begin anew without them`;
  }
  if (planned === null) {
    return `${bandsAre(finished.length, ' of this job')} finished: --resume goes on, -f begins anew`;
  }
  const ofPlan = finished.filter((rows) => planned.some((other) => sameRows(rows, other))).length;
  const begun = planned.filter((band) => finished.some((rows) => isWithin(rows, band))).length;
  const fits = finished.every((rows) => planned.some((band) => isWithin(rows, band)));
  if (fits && begun > ofPlan) {
    const bands = planned.length === 1 ? 'the band' : `${begun} of ${planned.length} bands`;
    return `rows of ${bands} of this job are finished: --resume goes on, -f begins anew`;
  }
  if (ofPlan === 0) {
    return `${bandsAre(finished.length, ' of this job')} finished, with another cut: that cut with --resume goes on, -f begins anew`;
  }
  const bands = planned.length === 1 ? 'band' : 'bands';
  return `${ofPlan} of ${planned.length} ${bands} of this job ${ofPlan === 1 ? 'is' : 'are'} finished: --resume goes on, -f begins anew`;
}

function bandsAre(count: number, whose: string): string {
  return count === 1 ? `1 band${whose} is` : `${count} bands${whose} are`;
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
