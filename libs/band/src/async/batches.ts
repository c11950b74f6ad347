import { AsyncQueue } from './async-queue.ts';

/**
 * The same items, in arrays of those that have arrived so far. Never waits to fill an array. Reads ahead.
 * @param limit maximum number of items in an array
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
    // Not awaited, because return() of a generator waits for a pending next().
    iterator.return?.().catch(() => undefined);
  }
}
