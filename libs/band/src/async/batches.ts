import { AsyncQueue } from './async-queue.ts';

/**
 * The same items, in arrays of those that have come so far: nothing is held back to fill one. Reads ahead.
 * @param limit items of an array, at most
 * @throws what the items throw; the signal's reason, at once
 */
export async function* batches<Item>(
  items: AsyncIterable<Item>,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Item[]> {
  const queue = new AsyncQueue<Item>();
  const iterator = items[Symbol.asyncIterator]();
  let isOver = false;
  const read = async (): Promise<void> => {
    for (let next = await iterator.next(); !next.done && !isOver; next = await iterator.next()) {
      queue.push(next.value);
    }
  };
  read().then(
    () => queue.end(),
    (error: unknown) => queue.fail(error),
  );
  try {
    for (;;) {
      await queue.wait(signal);
      const hasEnded = queue.hasEnded;
      const waiting = queue.take();
      for (let at = 0; at < waiting.length; at += limit) yield waiting.slice(at, at + limit);
      if (hasEnded && waiting.length === 0) return;
    }
  } finally {
    isOver = true;
    // Not awaited: return() of a generator waits for its pending next().
    iterator.return?.().catch(() => undefined);
  }
}
