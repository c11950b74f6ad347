import {
  alikeCode,
  type AttemptEnded,
  type Band,
  type Fault,
  faultOf,
  isBand,
  type JobEvent,
  type TdError,
} from '@task-distributor/band';
import { alikeError } from './alike-error.ts';
import type { AdviceOn } from './dispatch-options.ts';

/**
 * Notices that all hosts fail alike in their first attempt, so that the job can stop with one line instead of trying every
 * band again. Holds the failures back until that is known, or until anything else has happened on a host.
 */
export class AlikeFailures {
  readonly #emit: (event: JobEvent) => void;
  readonly #onRuledOut: () => void;
  #held: JobEvent[] = [];
  #fault: Fault | null = null;
  #isRuledOut = false;

  /** @param onRuledOut called once when it is known that the hosts do not all fail alike */
  constructor(emit: (event: JobEvent) => void, onRuledOut: () => void) {
    this.#emit = emit;
    this.#onRuledOut = onRuledOut;
  }

  /** Whether all attempts so far have failed alike. Until that changes, a host that has failed gets no more bands. */
  get areAlike(): boolean {
    return this.#fault !== null && !this.#isRuledOut;
  }

  /** Passes the event on, at once or later. */
  see(event: JobEvent): void {
    const rulesOut = !this.#isRuledOut && (isNews(event) || (isAttempt(event) && !this.#fits(event)));
    if (rulesOut) this.#release();
    if (this.#isRuledOut || isProgress(event)) this.#emit(event);
    else this.#held.push(event);
    // What follows from it comes after it.
    if (rulesOut) this.#onRuledOut();
  }

  /**
   * Ends the holding back, as all hosts that were tried have failed alike.
   * @param hosts their number, and that of those that were not tried
   * @param waiting bands that are given up, besides those that have failed
   * @param adviceOn what the renderer advises about a code
   * @returns the error to stop with
   */
  end(hosts: number, waiting: readonly Band[], adviceOn: AdviceOn = () => null): TdError {
    const attempts = this.#held.filter(isAttempt);
    const error = alikeError(attempts, hosts, adviceOn);
    // The error replaces the messages about attempts, hosts and bands. The joblog still gets the attempts, and the next
    // command the bands, for which it would wait.
    const givenUp = { state: 'failed', info: error.message, code: alikeCode } as const;
    this.#held = [
      ...attempts.map((event) => ({ ...event, outcome: { ...event.outcome, isFinal: true } })),
      ...[...this.#held.filter(isBand), ...waiting].map((band) => ({ ...band, ...givenUp })),
    ];
    this.#release();
    return error;
  }

  #fits({ outcome }: AttemptEnded): boolean {
    const fault = outcome.reason === null ? null : faultOf(outcome.code);
    if (fault?.stopsJob) return false;
    this.#fault ??= fault;
    return fault !== null && fault === this.#fault;
  }

  #release(): void {
    this.#isRuledOut = true;
    for (const event of this.#held) this.#emit(event);
    this.#held = [];
  }
}

function isAttempt(event: JobEvent): event is AttemptEnded {
  return !isBand(event) && event.type === 'attempt';
}

/** Whether it says that a band's worker runs, and no more. */
function isProgress(event: JobEvent): boolean {
  return isBand(event) && (event.state === 'started' || event.state === 'running');
}

/** Whether it shows that a worker does something. */
function isNews(event: JobEvent): boolean {
  return (
    isBand(event) &&
    (event.state === 'ended' || event.state === 'split' || (event.state === 'running' && event.info !== '0'))
  );
}
