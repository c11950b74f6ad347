import { basename, dirname } from 'node:path';
import type { Rows } from '@task-distributor/band';
import type { HostAddress } from './host-address.ts';
import { quoteCommand } from './quote-argument.ts';
import type { WorkerKind } from './worker-kind.ts';
import { wrapOriginalWorker } from './wrap-original-worker.ts';

export interface WorkerJob {
  /** Command line of the worker on a host, as a shell reads it: `td-worker`, `node /glusterfs/povray/td-worker.mjs`. */
  workerOn(host: HostAddress): string;
  /** Absolute path of the scene. */
  scene: string;
  width: number;
  height: number;
  /** Absolute path of the job folder. */
  folder: string;
  jobId: string;
  kind: WorkerKind;
  povrayOptions: readonly string[];
}

/**
 * The command line that renders a band: the original's eleven arguments, then options of ours. The original's worker
 * gets none of those, and is wrapped so that it stops when the lifeline ends.
 */
export function workerCommand(job: WorkerJob, rows: Rows, host: HostAddress): string {
  const { width, height, scene, folder } = job;
  const sceneFolder = dirname(scene);
  const worker = job.workerOn(host);
  const words = [
    String(nodesArgument(height, rows)),
    sceneFolder.endsWith('/') ? sceneFolder : `${sceneFolder}/`,
    // Not to be taken for an option.
    basename(scene).replace(/^-/, './-'),
    ...['+FN', `+W${width}`, `+H${height}`, '+O/tmp/', `+SR${rows.first}`, `+ER${rows.last}`],
    folder,
    `${folder.replace(/\/$/, '')}/lockfile`,
  ];
  if (job.kind === 'original') return wrapOriginalWorker(`${worker} ${quoteCommand(words)}`);
  const ours = [
    ...(job.kind === 'ours' ? ['--band'] : []),
    ...['--host', host.name, '--job', job.jobId, '--lifeline', '--progress'],
    ...(job.povrayOptions.length > 0 ? ['--', ...job.povrayOptions] : []),
  ];
  return `${worker} ${quoteCommand([...words, ...ours])}`;
}

/**
 * The original's worker cuts floor(height / argument 1) rows: the largest argument 1 that cuts at least the band's.
 * 1 renders, and leaves, the whole image.
 */
export function nodesArgument(height: number, rows: Rows): number {
  return Math.floor(height / (rows.last - rows.first + 1));
}
