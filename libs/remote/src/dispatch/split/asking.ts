/** When work may be asked again for some of it, in seconds. */
export class Asking {
  #refusals = 0;
  #blockedUntil = -Infinity;

  get blockedUntil(): number {
    return this.#blockedUntil;
  }

  /** An answer is awaited. */
  asked(now: number): void {
    this.#blockedUntil = now + untilAskedAgain;
  }

  agreed(now: number): void {
    this.#blockedUntil = now;
    this.#refusals = 0;
  }

  /** @param hasBegun one that has not begun yet will soon know better */
  refused(now: number, hasBegun: boolean): void {
    const patience = untilAskedAgain * 2 ** Math.min(this.#refusals, mostDoublings);
    this.#blockedUntil = now + (hasBegun ? patience : untilBegun);
    if (hasBegun) this.#refusals += 1;
  }
}

/** After each refusal in a row, twice as many. */
const untilAskedAgain = 5;
const mostDoublings = 6;
/** Seconds until a band that has not begun is asked again. */
const untilBegun = 1;
