import { basename, dirname } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { lockfilePath } from '@task-distributor/lockfile';
import type { WorkerContext } from './worker-kind.ts';

/** The original worker's eleven arguments, which our worker takes as well. */
export function originalArguments({ image, job }: WorkerContext, rows: Rows): string[] {
  const { scene, width, height } = image;
  const sceneFolder = dirname(scene);
  return [
    String(nodesArgument(height, rows)),
    sceneFolder.endsWith('/') ? sceneFolder : `${sceneFolder}/`,
    // A leading dash would make it an option.
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
 * The number of nodes. The original's worker cuts floor(height / number) rows: the largest number that cuts at least the
 * rows of the band. With 1 it renders, and leaves, the whole image.
 */
export function nodesArgument(height: number, rows: Rows): number {
  return Math.floor(height / (rows.last - rows.first + 1));
}
