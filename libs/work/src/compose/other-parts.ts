import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { limitConcurrency } from '@task-distributor/band';
import { jobOfPart } from '@task-distributor/imaging';
import { rowsOfPartName } from '@task-distributor/lockfile';

/**
 * Parts of jobs in this folder that are not in the image, since they have another cut. Each has the name of a part, and a mark
 * with the same rows and a job: anybody else's image has none.
 * @param used paths of the parts that are in the image
 */
export async function otherParts(folder: string, used: readonly string[]): Promise<string[]> {
  const names = new Set(used.map((path) => basename(path)));
  const limit = limitConcurrency(checksAtOnce);
  // Closing the job reports a folder that cannot be read.
  const present = await readdir(folder).catch(() => []);
  const checks = present.map((name) =>
    limit(async () => {
      const rows = names.has(name) ? null : rowsOfPartName(name);
      const path = join(folder, name);
      return rows !== null && (await jobOfPart(path, rows)) !== null ? path : null;
    }),
  );
  return (await Promise.all(checks)).filter((path) => path !== null);
}

const checksAtOnce = 8;
