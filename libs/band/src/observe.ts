import type { JobEvent } from './job-event.ts';

/** Watches the events of a job, and changes nothing about them. */
export interface Observer {
  see(event: JobEvent): void;
  /** Called once, after the last event, however the stream ended. */
  end?(): Promise<void> | void;
}

/** The same events, each shown to all observers before it is passed on. */
export async function* observe<Event extends JobEvent>(
  events: AsyncIterable<Event>,
  observers: readonly Observer[],
): AsyncGenerator<Event> {
  try {
    for await (const event of events) {
      for (const observer of observers) observer.see(event);
      yield event;
    }
  } finally {
    for (const observer of observers) await observer.end?.();
  }
}
