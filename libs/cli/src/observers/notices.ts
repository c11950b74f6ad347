import { describeBand, isBand, type JobEvent, type Observer } from '@task-distributor/band';

/**
 * Reports what the user should know at once: failed attempts that are repeated, quarantined hosts, and bands that have
 * failed.
 */
export class Notices implements Observer {
  readonly #warn: (message: string) => void;

  /** @param warn called with one line, without the command's name and the newline */
  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  see(event: JobEvent): void {
    const message = noticeOf(event);
    if (message !== null) this.#warn(message);
  }
}

function noticeOf(event: JobEvent): string | null {
  if (isBand(event)) {
    return event.state === 'failed' ? `${describeBand(event)}: ${event.info ?? 'failed'}` : null;
  }
  if (event.type === 'host') return `${event.host}: quarantined after two failures in a row`;
  if (event.type !== 'attempt') return null;
  const { rows, host, attempt, attempts, outcome } = event;
  // The reason of the last attempt is reported with the band.
  if (outcome.reason === null || outcome.isFinal || attempt >= attempts) return null;
  const band = describeBand({ ...rows, host });
  return `${band}: attempt ${attempt} of ${attempts} failed: ${outcome.reason}`;
}
