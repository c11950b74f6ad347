import type { Blocks } from '@task-distributor/remote';

/** Blocks of a band that other hosts have finished. */
export class BlocksOfOthers {
  /** Those that the present run of the renderer has been given, and so does not render. */
  #known: readonly Blocks[] = [];
  /** Those that have come since. */
  #came: readonly Blocks[] = [];

  came(blocks: Blocks): void {
    this.#came = [...this.#came, blocks];
  }

  /** The next run is given all of them. */
  restart(): void {
    this.#known = [...this.#known, ...this.#came];
    this.#came = [];
  }

  countKnown(from: number, to: number): number {
    return this.#known.reduce(
      (sum, { first, last }) => sum + Math.max(0, Math.min(to, last) - Math.max(from, first) + 1),
      0,
    );
  }

  isKnown(block: number): boolean {
    return this.#known.some(({ first, last }) => first <= block && block <= last);
  }

  /** The first block, from this one on, that has come and that the present run does not know of; Infinity = there is none. */
  firstToCome(from: number): number {
    if (this.#came.length === 0) return Infinity;
    const ahead = this.#came.filter(({ last }) => last >= from);
    return Math.min(...ahead.map(({ first }) => Math.max(first, from)));
  }
}
