import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { limitConcurrency, type Rows, TdError } from '@task-distributor/band';
import { checkPart } from '@task-distributor/imaging';
import { type JobFacts, lockfilePath, partName, rowsOfPartName } from '@task-distributor/lockfile';
import { sameJobIn } from './job-to-resume.ts';

/**
 * Refuses to begin anew where bands of the same job are finished: a new job would render them again. If there is a
 * lockfile, opening the job refuses it.
 * @param planned the rows of the job's bands; null = they are not known yet
 * @throws TdError E_FINISHED
 */
export async function refuseFinishedWork(
  folder: string,
  facts: JobFacts,
  planned: readonly Rows[] | null,
): Promise<void> {
  if (await exists(lockfilePath(folder))) return;
  const job = await sameJobIn(folder, facts).catch(() => null);
  if (job === null) return;
  const finished = await countFinished(folder, planned ?? (await rowsOfParts(folder)), {
    width: facts.width,
    job,
  });
  if (finished === 0) return;
  const of = planned === null ? '' : ` of ${planned.length}`;
  const bands = (planned?.length ?? finished) === 1 ? 'band' : 'bands';
  const are = finished === 1 ? 'is' : 'are';
  throw new TdError(
    `${folder}: ${finished}${of} ${bands} of this job ${are} finished: --resume goes on, -f begins anew`,
    { code: 'E_FINISHED', path: folder },
  );
}

async function countFinished(
  folder: string,
  bands: readonly Rows[],
  expected: { readonly width: number; readonly job: string },
): Promise<number> {
  const limit = limitConcurrency(checksAtOnce);
  const checks = bands.map((rows) =>
    limit(() => checkPart(join(folder, partName(rows)), { ...expected, rows })),
  );
  return (await Promise.all(checks)).filter(({ whole }) => whole).length;
}

async function rowsOfParts(folder: string): Promise<Rows[]> {
  return (await readdir(folder)).map(rowsOfPartName).filter((rows) => rows !== null);
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

const checksAtOnce = 8;
