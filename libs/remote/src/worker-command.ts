import { basename, dirname } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { quoteCommand } from './quote-argument.ts';

export interface WorkerJob {
  /** Command line of the worker, as a shell reads it: `td-worker`, `node /glusterfs/povray/td-worker.mjs`. */
  worker: string;
  /** Absolute path of the scene. */
  scene: string;
  width: number;
  height: number;
  /** Absolute path of the job folder. */
  folder: string;
  jobId: string;
  /** Parts and lines exactly as the original's workers leave them. */
  compat: boolean;
  povrayOptions: readonly string[];
}

/**
 * The command line that renders a band: the original's eleven arguments, then options of ours, which the original's
 * worker ignores.
 * @param host what the host is called in the lockfile
 */
export function workerCommand(job: WorkerJob, rows: Rows, host: string): string {
  const { width, height, scene, folder } = job;
  const sceneFolder = dirname(scene);
  const words = [
    String(nodesArgument(height, rows)),
    sceneFolder.endsWith('/') ? sceneFolder : `${sceneFolder}/`,
    // Not to be taken for an option.
    basename(scene).replace(/^-/, './-'),
    ...['+FN', `+W${width}`, `+H${height}`, '+O/tmp/', `+SR${rows.first}`, `+ER${rows.last}`],
    folder,
    `${folder.replace(/\/$/, '')}/lockfile`,
    ...(job.compat ? [] : ['--band']),
    ...['--host', host, '--job', job.jobId, '--lifeline', '--progress'],
    ...(job.povrayOptions.length > 0 ? ['--', ...job.povrayOptions] : []),
  ];
  return `${job.worker} ${quoteCommand(words)}`;
}

/**
 * The original's worker cuts floor(height / argument 1) rows: the largest argument 1 that cuts at least the band's.
 * 1 renders, and leaves, the whole image.
 */
export function nodesArgument(height: number, rows: Rows): number {
  return Math.floor(height / (rows.last - rows.first + 1));
}
