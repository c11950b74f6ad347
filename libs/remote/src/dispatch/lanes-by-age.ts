import TinyQueue from 'tinyqueue';
import type { TaskLane } from './task-lane.ts';

/** Lanes of one kind that have tasks, the one with the oldest task first. */
export class LanesByAge {
  readonly #isOne: (lane: TaskLane) => boolean;
  /** Stale entries are removed only when they reach the top. */
  readonly #entries = new TinyQueue<{ lane: TaskLane; order: number }>([], (a, b) => a.order - b.order);

  /** @param isOne whether the lane is of the kind */
  constructor(isOne: (lane: TaskLane) => boolean = () => true) {
    this.#isOne = isOne;
  }

  /** Call it when the lane may have become one of them, and when its oldest task has changed. */
  offer(lane: TaskLane): void {
    const { order } = lane;
    if (order < Infinity && this.#isOne(lane)) this.#entries.push({ lane, order });
  }

  /**
   * The first that can be served; null = there is none.
   * @param before only lanes whose oldest task comes before this position
   */
  first(before = Infinity, canBeServed: (lane: TaskLane) => boolean = () => true): TaskLane | null {
    const passedOver = new Set<TaskLane>();
    let found: TaskLane | null = null;
    for (let entry = this.#entries.peek(); entry !== undefined; entry = this.#entries.peek()) {
      const { lane, order } = entry;
      const isCurrent = order === lane.order && this.#isOne(lane);
      if (isCurrent && order >= before) break;
      if (isCurrent && canBeServed(lane)) {
        found = lane;
        break;
      }
      if (isCurrent) passedOver.add(lane);
      this.#entries.pop();
    }
    for (const lane of passedOver) this.offer(lane);
    return found;
  }
}
