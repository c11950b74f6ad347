import { describeBand, isBand, type JobEvent, type Observer } from '@task-distributor/band';

/**
 * Says what people should know at once: attempts that failed and are made again, hosts that get nothing more, and bands
 * that have failed.
 */
export class Notices implements Observer {
  readonly #say: (message: string) => void;

  /** @param say takes one line, without the command's name and the newline */
  constructor(say: (message: string) => void) {
    this.#say = say;
  }

  see(event: JobEvent): void {
    const message = noticeOf(event);
    if (message !== null) this.#say(message);
  }
}

function noticeOf(event: JobEvent): string | null {
  if (isBand(event)) {
    return event.state === 'failed' ? `${describeBand(event)}: ${event.info ?? 'failed'}` : null;
  }
  if (event.type === 'host') return `${event.host}: quarantined after two failures in a row`;
  if (event.type !== 'attempt') return null;
  const { rows, host, attempt, attempts, outcome } = event;
  // The last one's reason is the band's.
  if (outcome.reason === null || outcome.isFinal || attempt >= attempts) return null;
  const band = describeBand({ ...rows, host });
  return `${band}: attempt ${attempt} of ${attempts} failed: ${outcome.reason}`;
}
