interface Entry<Item> {
  readonly item: Item;
  key: number;
  place: number;
}

/** Items with a number each, of which those with the largest are at hand. To change a number takes logarithmic time. */
export class KeyedHeap<Item> {
  readonly #entries: Entry<Item>[] = [];
  readonly #byItem = new Map<Item, Entry<Item>>();

  get first(): { readonly item: Item; readonly key: number } | undefined {
    return this.#entries[0];
  }

  keyOf(item: Item): number | undefined {
    return this.#byItem.get(item)?.key;
  }

  /** The few with the largest numbers, largest first. */
  largest(count: number): Item[] {
    const found: Item[] = [];
    const open = this.#entries.slice(0, 1);
    while (found.length < count && open.length > 0) {
      const next = open.reduce((best, entry) => (entry.key > best.key ? entry : best));
      found.push(next.item);
      const below = this.#entries.slice(2 * next.place + 1, 2 * next.place + 3);
      open.splice(open.indexOf(next), 1, ...below);
    }
    return found;
  }

  /** Adds the item, or changes its number. */
  set(item: Item, key: number): void {
    const known = this.#byItem.get(item);
    const entry = known ?? { item, key, place: this.#entries.length };
    if (known === undefined) {
      this.#entries.push(entry);
      this.#byItem.set(item, entry);
    }
    entry.key = key;
    this.#settle(entry);
  }

  delete(item: Item): void {
    const entry = this.#byItem.get(item);
    if (entry === undefined) return;
    this.#byItem.delete(item);
    const moved = this.#entries.pop()!;
    if (moved === entry) return;
    this.#put(moved, entry.place);
    this.#settle(moved);
  }

  /** Moves the entry up or down to where it belongs. */
  #settle(entry: Entry<Item>): void {
    let place = entry.place;
    for (; place > 0; place = (place - 1) >> 1) {
      const above = this.#entries[(place - 1) >> 1]!;
      if (above.key >= entry.key) break;
      this.#put(above, place);
    }
    for (;;) {
      const below = this.#below(place);
      if (below === null || below.key <= entry.key) break;
      const next = below.place;
      this.#put(below, place);
      place = next;
    }
    this.#put(entry, place);
  }

  #below(place: number): Entry<Item> | null {
    const left = this.#entries[2 * place + 1];
    const right = this.#entries[2 * place + 2];
    return right !== undefined && right.key > left!.key ? right : (left ?? null);
  }

  #put(entry: Entry<Item>, place: number): void {
    entry.place = place;
    this.#entries[place] = entry;
  }
}
