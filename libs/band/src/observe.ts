import type { JobEvent } from './job-event.ts';

/** Watches the events of a job without changing them. */
export interface Observer {
  see(event: JobEvent): void;
  /** Called once after the last event, even if the stream has failed. */
  end?(): Promise<void> | void;
}

/**
 * The same events; each is given to all observers before it is passed on.
 * @throws what the events throw; or else the first error of an observer
 */
export async function* observe<Event extends JobEvent>(
  events: AsyncIterable<Event>,
  observers: readonly Observer[],
): AsyncGenerator<Event> {
  let hasFailed = false;
  try {
    for await (const event of events) {
      for (const observer of observers) observer.see(event);
      yield event;
    }
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    const ended = endAll(observers);
    // An error of the stream matters more than one of an observer.
    await (hasFailed ? ended.catch(() => undefined) : ended);
  }
}

/** Ends every observer, even if one throws. @throws the first error */
async function endAll(observers: readonly Observer[]): Promise<void> {
  const ends = await Promise.allSettled(observers.map(async (observer) => observer.end?.()));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
}
