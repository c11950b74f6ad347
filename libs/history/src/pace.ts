/** How fast a host is while it traces: in the last minute or, in a long job, in the last part of it. The newest counts most. */
export class Pace {
  #rows = 0;
  #work = 0;
  #seconds = 0;
  /** Number of its attempts that trace. */
  #tracing = 0;
  #at = 0;
  /** When it began to trace for the first time. */
  #begun: number | null = null;

  /** Seconds of tracing that count. */
  get seconds(): number {
    return this.#seconds;
  }

  /** null = not known yet. */
  get rowsPerSecond(): number | null {
    return this.#seconds < leastSeconds ? null : this.#rows / this.#seconds;
  }

  /** Work that counts, which took `seconds`. */
  get work(): number {
    return this.#work;
  }

  /** An attempt begins or ends to trace. */
  trace(at: number, change: 1 | -1): void {
    this.#begun ??= at;
    this.#goTo(at);
    this.#tracing += change;
  }

  progressed(at: number, rows: number, work: number): void {
    this.#goTo(at);
    this.#rows += rows;
    this.#work += work;
  }

  /** Whole attempts that have reported no progress. */
  finished(at: number, rows: number, work: number, seconds: number): void {
    this.progressed(at, rows, work);
    this.#seconds += seconds;
  }

  /** Nothing is traced until it begins anew. */
  stop(at: number): void {
    this.#goTo(at);
    this.#tracing = 0;
    this.#begun = null;
  }

  /** Work is measured in another way from now on. */
  changeUnit(): void {
    this.#rows = 0;
    this.#work = 0;
    this.#seconds = 0;
  }

  #goTo(at: number): void {
    const seconds = Math.max(0, at - this.#at) / 1_000;
    this.#at = Math.max(at, this.#at);
    const memory = Math.max(leastMemory, (memoryShare * (at - (this.#begun ?? at))) / 1_000);
    const kept = Math.exp(-seconds / memory);
    this.#rows *= kept;
    this.#work *= kept;
    this.#seconds = this.#seconds * kept + (this.#tracing > 0 ? memory * (1 - kept) : 0);
  }
}

const leastMemory = 40;
/** Of the time since its first row: a slow band reports a percent every other minute. */
const memoryShare = 0.3;
const leastSeconds = 0.5;
