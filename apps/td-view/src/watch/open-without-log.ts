import type { JobEvent } from '@task-distributor/band';
import { decodePlan, type JobFile, lockfilePath } from '@task-distributor/lockfile';
import { timeOf } from './time-of.ts';

// What the log would say about the beginning of a job.

/** In ms since the epoch. */
export async function timeOpened(folder: string, file: JobFile | null): Promise<number> {
  return file === null ? timeOf(lockfilePath(folder), 'birthtimeMs') : Date.parse(file.opened);
}

export function openedEvent(folder: string, { id, width, height, scene }: JobFile): JobEvent {
  return { type: 'opened', job: id, folder, lockfile: lockfilePath(folder), width, height, scene };
}

export function queuedEvents({ plan, height }: JobFile): JobEvent[] {
  const bands = plan === undefined ? null : decodePlan(plan, height);
  return (bands ?? []).map(({ first, last, host }) => ({
    type: 'queued',
    band: { first, last, host, state: '-', info: null },
  }));
}
