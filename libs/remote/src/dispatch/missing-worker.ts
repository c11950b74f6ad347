import { type AttemptEnded, isBand, type JobEvent, TdError } from '@task-distributor/band';

/**
 * Notices that no host has the worker's command, so that the job can stop with one line instead of trying every band again.
 * Holds the failures back until that is known, or until anything else has happened on a host.
 */
export class MissingWorker {
  readonly #emit: (event: JobEvent) => void;
  #held: JobEvent[] = [];
  readonly #hosts = new Set<string>();
  #reason: string | null = null;
  #isRuledOut = false;

  constructor(emit: (event: JobEvent) => void) {
    this.#emit = emit;
  }

  /** Passes the event on, at once or later. */
  see(event: JobEvent): void {
    if (this.#isRuledOut || (isBand(event) && !isNews(event.state, event.info))) {
      this.#emit(event);
      return;
    }
    this.#held.push(event);
    if (!isBand(event) && event.type === 'attempt' && this.#fits(event)) {
      this.#reason ??= commonReason(event);
      this.#hosts.add(event.host);
    } else if (isBand(event) || event.type !== 'host') {
      this.#isRuledOut = true;
      this.#release();
    }
  }

  /** The error to stop with, if all hosts have failed for want of the worker; null otherwise. @param hosts their number */
  error(hosts: number): TdError | null {
    if (this.#isRuledOut || this.#reason === null || this.#hosts.size < hosts) return null;
    const [name] = this.#hosts;
    // Final: the one error replaces the messages about the attempts, which the joblog still gets.
    this.#held = this.#held.map((event) =>
      !isBand(event) && event.type === 'attempt'
        ? { ...event, outcome: { ...event.outcome, isFinal: true } }
        : event,
    );
    this.#held = this.#held.filter((event) => isBand(event) || event.type !== 'host');
    this.#release();
    const where = hosts === 1 ? name : `all ${hosts} hosts`;
    return new TdError(`${where}: ${this.#reason}; give the worker's command on the hosts with --worker`, {
      code: 'E_NO_WORKER',
    });
  }

  #fits(event: AttemptEnded): boolean {
    if (event.outcome.exitCode !== commandNotFound) return false;
    return this.#reason === null || commonReason(event) === this.#reason;
  }

  #release(): void {
    for (const event of this.#held) this.#emit(event);
    this.#held = [];
  }
}

/** The reason without the advice, which names the host. */
function commonReason({ outcome }: AttemptEnded): string | null {
  return outcome.reason?.split('; try: ')[0] ?? null;
}

/** Whether a band's record shows that its worker does something, or that the band is given up. */
function isNews(state: string, info: string | null): boolean {
  return state === 'running' ? info !== '0' : state === 'ended' || state === 'failed';
}

/** The shell's exit code. */
const commandNotFound = 127;
