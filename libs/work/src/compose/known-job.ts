import { dirname } from 'node:path';
import { abortable, type Band, isBand, type JobEvent } from '@task-distributor/band';
import { readJobFile } from '@task-distributor/lockfile';

/** The job that parts belong to, as far as it is known. */
export interface KnownJob {
  /** Parts with the mark of this job are joined without decoding; all others are decoded and checked. */
  readonly id: string;
  /** Pixels of a row; null = not known. */
  readonly width: number | null;
}

/** The job in the folder of a part; null = unknown. */
export async function jobBeside(part: string): Promise<KnownJob | null> {
  const file = await readJobFile(dirname(part)).catch(() => null);
  return file && { id: file.id, width: null };
}

/** The job of a stream of events, taken from its `opened` event or from its first part, and all the events. */
export async function jobOfEvents(
  events: AsyncIterable<JobEvent>,
  signal: AbortSignal,
): Promise<{ events: AsyncIterable<JobEvent>; job: KnownJob | null }> {
  const iterator = abortable(events, signal);
  const before: JobEvent[] = [];
  let job: KnownJob | null = null;
  for (let isKnown = false; !isKnown;) {
    const { done, value: event } = await iterator.next();
    if (done) break;
    before.push(event);
    if (isOpened(event)) job = { id: event.job, width: event.width };
    else if (isDone(event)) job = await jobBeside(event.info!);
    isKnown = isOpened(event) || isDone(event);
  }
  const all = async function* (): AsyncGenerator<JobEvent> {
    yield* before;
    yield* iterator;
  };
  return { events: all(), job };
}

function isOpened(event: JobEvent): event is Extract<JobEvent, { type: 'opened' }> {
  return !isBand(event) && event.type === 'opened';
}

function isDone(event: JobEvent): event is Band {
  return isBand(event) && event.state === 'done';
}
