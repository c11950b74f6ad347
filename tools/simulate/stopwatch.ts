/** Adds up the real time that some steps take. */
export class Stopwatch {
  #milliseconds = 0;

  get seconds(): number {
    return this.#milliseconds / 1_000;
  }

  time<Result>(step: () => Result): Result {
    const begin = performance.now();
    try {
      return step();
    } finally {
      this.#milliseconds += performance.now() - begin;
    }
  }
}
