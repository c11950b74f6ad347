import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasControls, InputError, TdError } from '@task-distributor/band';
import { type Job, openJob, readJobFile } from '@task-distributor/lockfile';
import { checkPovrayOptions } from '@task-distributor/render';
import type { DispatchRequest } from './dispatch-request.ts';
import { sceneFacts } from './scene-facts.ts';

/**
 * Opens the job in the folder; with `resume`, goes on with the one that is there.
 * @throws TdError when the folder, the scene or the options are not right, or another job is open
 */
export async function openDispatch(request: DispatchRequest, signal: AbortSignal): Promise<Job> {
  const { width, height, takeover, join, povrayOptions, resume, via } = request;
  if (hasControls(request.folder)) {
    throw new InputError(`-p: Expected a path without control characters, got "${request.folder}"`);
  }
  checkPovrayOptions(povrayOptions);
  const folder = resolve(request.folder);
  if (request.kind === 'original') await checkWorkerFolder(folder, request.workerFolder);
  const mayBeElsewhere = via === 'ssh' || via === 'openssh' || request.hosts.length > 0;
  const facts = {
    ...(await sceneFacts(request.scene, mayBeElsewhere)),
    width,
    height,
    options: [...povrayOptions],
  };
  if (!resume) return openJob(folder, facts, { takeover, join }, signal);
  const id = await idToResume(folder, facts);
  // A job whose master is gone is what there is to resume; a living one still takes -ff.
  const open = { takeover: join ? 'none' : takeover === 'none' ? 'ours' : takeover, join } as const;
  return openJob(folder, id === null ? facts : { ...facts, id }, open, signal);
}

/** The original's worker puts its part where it always does. */
async function checkWorkerFolder(folder: string, workerFolder: string): Promise<void> {
  const [ours, theirs] = await Promise.all(
    [folder, workerFolder].map((path) => realpath(path).catch(() => path)),
  );
  if (ours !== theirs) {
    throw new InputError(
      `-p: Expected ${workerFolder}, where the original's worker puts its part whatever it is told, got ${folder} (--worker-folder, if it was changed to another)`,
    );
  }
}

interface Facts {
  scene: string;
  sceneHash: string | null;
  width: number;
  height: number;
  options: string[];
}

/**
 * The id of the job to go on with; null where there is none, and a new one begins.
 * @throws TdError when the folder holds another job's file
 */
async function idToResume(folder: string, facts: Facts): Promise<string | null> {
  const file = await readJobFile(folder).catch((error: NodeJS.ErrnoException) => {
    // A folder that is not there is told by whoever opens it.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (file === null) return null;
  const size = ({ width, height }: Facts) => `${width}x${height}`;
  const differences = [
    ...(facts.sceneHash === null
      ? [`${facts.scene} cannot be read here, so it is not known to be the same`]
      : []),
    ...(facts.sceneHash !== null && file.sceneHash !== facts.sceneHash
      ? [`${facts.scene} is not what ${file.scene} was`]
      : []),
    ...(size(file) === size(facts) ? [] : [`it is of ${size(file)}, and not ${size(facts)}`]),
    ...(JSON.stringify(file.options) === JSON.stringify(facts.options)
      ? []
      : [`its POV-Ray options are ${file.options.join(' ') || 'none'}`]),
  ];
  if (differences.length === 0) return file.id;
  throw new TdError(
    `${folder}: the job there is another one: ${differences.join('; ')}; without --resume a new job begins`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}
