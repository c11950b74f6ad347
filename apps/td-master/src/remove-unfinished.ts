import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { partName, type Rows } from '@task-distributor/band';

/**
 * Removes what workers of these bands, and of this job, had begun to write when they were killed. A part under its own name is whole,
 * and stays.
 */
export async function removeUnfinished(folder: string, bands: readonly Rows[], job: string): Promise<void> {
  const beginnings = bands.map((rows) => `.part-${partName(rows)}-${job}-`);
  for (const name of await readdir(folder)) {
    if (beginnings.some((beginning) => name.startsWith(beginning)))
      await rm(join(folder, name), { force: true });
  }
}
