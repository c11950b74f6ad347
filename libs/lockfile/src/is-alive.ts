import { errorCode, sleep } from '@task-distributor/band';
import { askServer } from './ask-server.ts';
import { lastingIdentity } from './file-identity.ts';
import type { JobFile } from './job-file.ts';
import { jobFilePath } from './names.ts';
import { readRegularFile } from './open-regular-file.ts';
import { isOfThisMachine, processToken } from './process-token.ts';

/** How often a stage of ours moves the job file's time, in milliseconds. */
export const heartbeatMs = 2000;

/**
 * Whether a stage of ours is working on the job. On this machine, whether its owner's process exists. On another machine,
 * or where processes cannot be identified, or when others have joined: whether the job file's time moves during three
 * heartbeats of our own clock.
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
  return hasHeartbeat(folder, options.heartbeatMs ?? heartbeatMs, signal);
}

async function hasHeartbeat(folder: string, intervalMs: number, signal?: AbortSignal): Promise<boolean> {
  await askServer(jobFilePath(folder));
  const started = performance.now();
  const before = await timeOfJobFile(folder);
  while (performance.now() - started < 3 * intervalMs) {
    await sleep(intervalMs / 8, signal);
    if ((await timeOfJobFile(folder)) !== before) return true;
  }
  return false;
}

async function timeOfJobFile(folder: string): Promise<string> {
  try {
    const path = jobFilePath(folder);
    return await readRegularFile(path, async (handle) => {
      const stats = await handle.stat({ bigint: true });
      const { ino } = await lastingIdentity(path, stats);
      return `${ino} ${stats.mtimeNs}`;
    });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
