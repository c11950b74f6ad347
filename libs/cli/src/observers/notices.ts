import {
  describeBand,
  faultOf,
  isBand,
  type JobClosed,
  type JobEvent,
  type Observer,
  stopsJob,
  type WorkersLimited,
} from '@task-distributor/band';

/**
 * Reports what the user should know at once: failed attempts that are repeated, shortages, quarantined hosts, bands that have
 * failed, and files that could not be removed.
 */
export class Notices implements Observer {
  readonly #warn: (message: string) => void;
  /** Faults that have been reported: host and code. */
  readonly #faults = new Set<string>();

  /** @param warn called with one line, without the command's name and the newline */
  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  see(event: JobEvent): void {
    const message = noticeOf(event);
    if (message !== null && !this.#isKnown(event)) this.#warn(message);
  }

  /** Whether it is an attempt that has failed by the host's set-up, as one before on that host. */
  #isKnown(event: JobEvent): boolean {
    if (isBand(event) || event.type !== 'attempt' || faultOf(event.outcome.code) === null) return false;
    const fault = `${event.host} ${event.outcome.code}`;
    const isKnown = this.#faults.has(fault);
    this.#faults.add(fault);
    return isKnown;
  }
}

function noticeOf(event: JobEvent): string | null {
  if (isBand(event)) {
    // What ends the whole job is reported once, as the error of the job.
    if (event.state !== 'failed' || stopsJob(event.code)) return null;
    return `${describeBand(event)}: ${event.info ?? 'failed'}`;
  }
  if (event.type === 'host') return `${event.host}: quarantined after two failures in a row`;
  if (event.type === 'limited') return limitNotice(event);
  if (event.type === 'closed') return keptNotice(event);
  if (event.type !== 'attempt') return null;
  const { rows, host, attempt, attempts, outcome } = event;
  // The reason of the last attempt is reported with the band.
  if (outcome.reason === null || outcome.isFinal || attempt >= attempts) return null;
  const band = describeBand({ ...rows, host });
  return `${band}: attempt ${attempt} of ${attempts} failed: ${outcome.reason}`;
}

function limitNotice({ shortage: { what, wayOut }, workers }: WorkersLimited): string {
  const count = workers === 1 ? '1 worker' : `${workers} workers`;
  return `${what}: continues with ${count} at a time; ${wayOut}`;
}

/** A line about files of the job that stay, though they should have been removed; null = there are none. */
export function keptNotice({ folder, kept }: JobClosed): string | null {
  if (kept === null) return null;
  const { names, reason } = kept;
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : '';
  const list = names.slice(0, shownNames).join(', ') + more;
  return `${folder}: the image is whole, but ${list} cannot be removed: ${reason}`;
}

const shownNames = 3;
