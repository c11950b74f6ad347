/** A first-in, first-out queue in constant time: Array.shift() moves all remaining items of a large array. */
export class Fifo<Item> {
  #items: Item[] = [];
  #next = 0;

  /** The item that `shift` returns next. */
  get first(): Item | undefined {
    return this.#items[this.#next];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#next];
    if (item === undefined) return undefined;
    this.#next += 1;
    if (this.#next * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    return item;
  }
}
