import { sleep, errorCode } from '@task-distributor/band';
import type { JobFile } from './job-file.ts';
import { jobFilePath } from './names.ts';
import { openRegularFile } from './open-regular-file.ts';
import { isOfThisMachine, processToken } from './process-token.ts';

/** How often a stage of ours moves the job file's time. */
export const heartbeatMs = 2000;

/**
 * Whether a stage of ours works on the job. On this machine the process that owns it tells; for another machine, or
 * where processes cannot be told apart, or others have joined, whether the job file's time moves during three heartbeats of our own clock.
 */
export async function isAlive(
  folder: string,
  job: JobFile,
  options: { heartbeatMs?: number } = {},
  signal?: AbortSignal,
): Promise<boolean> {
  if (await isOfThisMachine(job.owner.startTime)) {
    if ((await processToken(job.owner.pid)) === job.owner.startTime) return true;
    if (job.joined !== true) return false;
  }
  return heartMoves(folder, options.heartbeatMs ?? heartbeatMs, signal);
}

async function heartMoves(folder: string, interval: number, signal?: AbortSignal): Promise<boolean> {
  const started = performance.now();
  const before = await heartbeatOf(folder);
  while (performance.now() - started < 3 * interval) {
    await sleep(interval / 8, signal);
    if ((await heartbeatOf(folder)) !== before) return true;
  }
  return false;
}

async function heartbeatOf(folder: string): Promise<string> {
  try {
    const handle = await openRegularFile(jobFilePath(folder));
    try {
      const { ino, mtimeNs } = await handle.stat({ bigint: true });
      return `${ino} ${mtimeNs}`;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
