import TinyQueue from 'tinyqueue';

interface Event {
  readonly at: number;
  /** Events at the same time happen in the order in which they were planned. */
  readonly order: number;
  readonly happen: () => void;
}

/** Time in seconds that passes only from one event to the next. */
export class VirtualClock {
  readonly #events = new TinyQueue<Event>([], (a, b) => a.at - b.at || a.order - b.order);
  #planned = 0;
  #now = 0;

  get now(): number {
    return this.#now;
  }

  /** @returns a function that cancels the event */
  at(time: number, happen: () => void): () => void {
    let isCancelled = false;
    const event = () => {
      if (!isCancelled) happen();
    };
    this.#planned += 1;
    this.#events.push({ at: Math.max(time, this.#now), order: this.#planned, happen: event });
    return () => (isCancelled = true);
  }

  /** Lets time pass until nothing is planned any more, or until `isOver`. */
  run(isOver: () => boolean): void {
    while (!isOver()) {
      const event = this.#events.pop();
      if (event === undefined) return;
      this.#now = event.at;
      event.happen();
    }
  }
}
