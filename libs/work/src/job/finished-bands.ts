import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { limitConcurrency, type Rows } from '@task-distributor/band';
import { checkPart } from '@task-distributor/imaging';
import { type JobFile, partName, rowsOfPartName } from '@task-distributor/lockfile';

/** The rows of the parts that are wanted, whole, and of this job. */
export async function finishedBands(
  folder: string,
  { id, width }: Pick<JobFile, 'id' | 'width'>,
  isWanted: (rows: Rows) => boolean = () => true,
): Promise<Rows[]> {
  const limit = limitConcurrency(checksAtOnce);
  const present = (await readdir(folder)).map(rowsOfPartName).filter((rows) => rows !== null);
  const checks = present.filter(isWanted).map((rows) =>
    limit(async () => {
      const { whole } = await checkPart(join(folder, partName(rows)), { rows, width, job: id });
      return whole ? rows : null;
    }),
  );
  return (await Promise.all(checks)).filter((rows) => rows !== null);
}

const checksAtOnce = 8;
