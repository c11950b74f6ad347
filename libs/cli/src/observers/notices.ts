import {
  type AttemptEnded,
  type Band,
  describeBand,
  faultOf,
  hostNameOf,
  isBand,
  type JobClosed,
  type JobEvent,
  type Observer,
  stopsJob,
  type WorkersLimited,
} from '@task-distributor/band';
import { AlikeLines } from './alike-lines.ts';

/**
 * Reports what the user should know at once: failed attempts that are repeated, shortages, quarantined hosts, bands that have
 * failed, and files that could not be removed.
 */
export class Notices implements Observer {
  readonly #warn: (message: string) => void;
  readonly #alike: AlikeLines;
  readonly #isQuiet: boolean;
  /** Faults that have been reported: host and code. */
  readonly #faults = new Set<string>();
  /** The codes of faults, by the reasons of the last attempts at bands. */
  readonly #codes = new Map<string, string>();

  /**
   * @param warn called with one line, without the command's name and the newline
   * @param isQuiet whether only errors are reported
   */
  constructor(warn: (message: string) => void, isQuiet = false) {
    this.#warn = warn;
    this.#isQuiet = isQuiet;
    this.#alike = new AlikeLines(warn);
  }

  see(event: JobEvent): void {
    if (isBand(event)) this.#seeBand(event);
    else if (event.type === 'attempt') this.#seeAttempt(event);
    else if (event.type === 'host') this.#seeQuarantine(event.host);
    else if (event.type === 'limited' && !this.#isQuiet) this.#warn(limitNotice(event));
    else if (event.type === 'closed') {
      const notice = keptNotice(event);
      if (notice !== null) this.#warn(notice);
    }
  }

  end(): void {
    this.#alike.flush();
  }

  #seeBand({ state, code, info, ...band }: Band): void {
    // What ends the whole job is reported once, as the error of the job.
    if (state !== 'failed' || stopsJob(code)) return;
    const reason = info ?? 'failed';
    this.#report({ what: 'band', subject: describeBand(band), said: '', reason, host: band.host ?? '' });
  }

  #seeAttempt({ rows, host, attempt, attempts, outcome }: AttemptEnded): void {
    const { reason, code = '' } = outcome;
    if (reason === null) return;
    const isFault = faultOf(code) !== null;
    if (isFault) this.#codes.set(reason, code);
    else this.#codes.delete(reason);
    // The reason of the last attempt is reported with the band.
    if (outcome.isFinal || attempt >= attempts || this.#isQuiet) return;
    const fault = `${host} ${code}`;
    if (isFault && this.#faults.has(fault)) return;
    this.#faults.add(fault);
    const said = `${describeBand({ ...rows, host })}: attempt ${attempt} of ${attempts} failed`;
    this.#report({ what: 'attempt', subject: host, said, reason, host });
  }

  #seeQuarantine(host: string): void {
    if (this.#isQuiet) return;
    const ofSeveral = 'quarantined after two failures in a row';
    this.#alike.add({ kind: 'host', subject: host, text: `${host}: ${ofSeveral}`, ofSeveral });
  }

  /** A fault of hosts' set-up, with what to do about it, once for all hosts that fail at the same moment. */
  #report({ what, subject, said, reason, host }: Failure): void {
    const text = `${said || subject}: ${reason}`;
    const code = this.#codes.get(reason);
    if (code === undefined) {
      this.#warn(text);
      return;
    }
    const advice = faultOf(code)?.advice?.(1);
    this.#alike.add({
      kind: `${what} ${code} ${reason.replaceAll(hostNameOf(host), '')}`,
      subject,
      text: advice === undefined ? text : `${text}; ${advice}`,
      ofSeveral: 'failed in the same way',
    });
  }
}

interface Failure {
  readonly what: 'attempt' | 'band';
  readonly subject: string;
  /** '' = only the subject. */
  readonly said: string;
  readonly reason: string;
  readonly host: string;
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
