/** When a job did not run: from its stop until it was continued. In ms since the epoch. */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** When a job runs and when it does not, in ms since the epoch. */
export class RunTimes {
  /** null = no event yet. */
  opened: number | null = null;
  ended: number | null = null;
  readonly pauses: Pause[] = [];
  #lastAt = 0;
  #hasOpened = false;

  /** Something is heard of it. */
  hear(at: number): void {
    this.opened ??= at;
    this.#lastAt = Math.max(this.#lastAt, at);
  }

  /** @returns when its last run was over; null = this is the first one */
  open(at: number): number | null {
    if (!this.#hasOpened) {
      this.#hasOpened = true;
      this.opened = at;
      return null;
    }
    // Nobody may have said when it was stopped.
    const from = this.ended ?? this.#lastAt;
    if (at > from) this.pauses.push({ from, to: at });
    this.ended = null;
    return from;
  }
}
