import { basename, dirname } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { lockfilePath } from '@task-distributor/lockfile';
import type { WorkerContext } from './worker-kind.ts';

/** The eleven arguments of the original's worker, which our worker accepts too. */
export function originalArguments({ image, job }: WorkerContext, rows: Rows): string[] {
  const { scene, width, height } = image;
  const sceneFolder = dirname(scene);
  return [
    String(nodesArgument(height, rows)),
    sceneFolder.endsWith('/') ? sceneFolder : `${sceneFolder}/`,
    // A word with a leading dash would be read as an option.
    basename(scene).replace(/^-/, './-'),
    '+FN',
    `+W${width}`,
    `+H${height}`,
    '+O/tmp/',
    `+SR${rows.first}`,
    `+ER${rows.last}`,
    job.folder,
    lockfilePath(job.folder),
  ];
}

/**
 * The number of nodes for the original's worker, which cuts floor(height / nodes) rows. Returns the largest number with which
 * it cuts at least the rows of the band. With 1, it renders and publishes the whole image.
 */
export function nodesArgument(height: number, rows: Rows): number {
  return Math.floor(height / (rows.last - rows.first + 1));
}
