import type { Blocks } from '@task-distributor/remote';

/** Blocks of a band that other hosts have finished. */
export class BlocksOfOthers {
  /** Those that the present run of the renderer has been given, and so does not render. */
  #known: readonly Blocks[] = [];
  /** Those that have come since. */
  #came: readonly Blocks[] = [];

  get areThere(): boolean {
    return this.#known.length > 0;
  }

  came(blocks: Blocks): void {
    this.#came = [...this.#came, blocks];
  }

  /** The next run is given all of them. */
  restart(): void {
    this.#known = [...this.#known, ...this.#came];
    this.#came = [];
  }

  /** Those from one block to another that are known. */
  knownWithin(from: number, to: number): Blocks[] {
    return this.#known
      .map(({ first, last }) => ({ first: Math.max(from, first), last: Math.min(to, last) }))
      .filter(({ first, last }) => first <= last);
  }

  countKnown(from: number, to: number): number {
    return this.knownWithin(from, to).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  /** Those from one block to another that are finished, whether the present run knows of them or not. */
  countFinished(from: number, to: number): number {
    const finished = new Set<number>();
    for (const { first, last } of [...this.#known, ...this.#came])
      for (let block = Math.max(from, first); block <= Math.min(to, last); block += 1) finished.add(block);
    return finished.size;
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
