/** How fast a band gets on, from what its worker has reported. Recent progress counts more, and silence counts as slow. */
export class Pace {
  /** Cost and seconds, each halved every `halfLife` seconds. */
  #cost = 0;
  #seconds = 0;
  /** Seconds between the last two steps. */
  #gap = 1;
  readonly #firstAt: number;
  #lastAt: number;

  /** @param now when its first report came */
  constructor(now: number) {
    this.#firstAt = now;
    this.#lastAt = now;
  }

  /** When it last got on. */
  get lastAt(): number {
    return this.#lastAt;
  }

  get firstAt(): number {
    return this.#firstAt;
  }

  /** When it should have got on again. */
  get nextAt(): number {
    return this.#lastAt + this.#gap;
  }

  /** @param cost of the rows that have been finished since the last step */
  step(cost: number, now: number): number {
    const seconds = now - this.#lastAt;
    if (seconds <= 0) return 0;
    const fade = 0.5 ** (seconds / halfLife);
    this.#cost = this.#cost * fade + cost;
    this.#seconds = this.#seconds * fade + seconds;
    this.#gap = Math.max(shortestGap, seconds);
    this.#lastAt = now;
    return seconds;
  }

  /** Goes on as if the rows so far, of this cost, had been finished evenly. */
  restart(cost: number): void {
    this.#cost = cost;
    this.#seconds = this.#lastAt - this.#firstAt;
  }

  /**
   * Cost a second; null = unknown.
   * @param step cost of what is reported at once: until it is finished, silence says nothing
   * @param mean of others, which counts as much as one such step
   */
  rate(now: number, step: number, mean: number | null): number | null {
    if (this.#cost === 0 || this.#seconds === 0) return null;
    const [guessed, guessedSeconds] = mean === null || mean === 0 ? [0, 0] : [step, step / mean];
    const rate = (this.#cost + guessed) / (this.#seconds + guessedSeconds);
    const due = Math.max(this.#gap, step / rate);
    const silence = Math.max(0, now - this.#lastAt - due);
    const fade = 0.5 ** (silence / halfLife);
    return (this.#cost * fade + guessed) / (this.#seconds * fade + guessedSeconds + silence);
  }

  /** Cost of what it has done since its last step, as far as that can be believed. */
  costSinceStep(now: number, rate: number, step: number): number {
    const seconds = Math.max(0, Math.min(now - this.#lastAt, this.#gap));
    return Math.min(rate * Math.max(0, now - this.#lastAt), Math.max(rate * seconds, step));
  }
}

/**
 * The rate of work that has reported little: as fast as others, and slower the longer its first step is overdue.
 * @param mean of others; null = unknown @param beganAt when its first row was begun, or will be @param step cost of what is reported at once
 */
export function guessedRate(mean: number | null, beganAt: number, step: number, now: number): number | null {
  if (mean === null) return null;
  const due = Math.max(shortestGap, step / mean);
  return mean / (1 + Math.max(0, now - beganAt - due) / due);
}

/** When work is worth another look if nothing is reported before. @param pace null = it has reported nothing yet */
export function nextLook(pace: Pace | null, startedAt: number, launch: number, now: number): number {
  const last = pace?.lastAt ?? startedAt;
  const next = pace?.nextAt ?? startedAt + launch;
  return Math.max(next, now + shortestWait + (now - last) / 4);
}

const shortestWait = 0.5;
/** Seconds. */
const halfLife = 10;
const shortestGap = 1;
