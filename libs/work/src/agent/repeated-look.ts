/** Looks at something again and again, from a moment on, until it is stopped. */
export class RepeatedLook {
  readonly #look: () => void;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(look: () => void, everyMs: number) {
    this.#look = look;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#timer ??= setInterval(this.#look, this.#everyMs);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
