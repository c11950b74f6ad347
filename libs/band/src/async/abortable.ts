import { onAbort } from './on-abort.ts';

/**
 * The same items, until the signal is aborted. `return()` alone cannot stop an async generator, because it waits for a
 * pending `next()`. Each item gets its own promise: a race of every item against one promise for the whole stream would keep
 * all items in memory.
 * @throws the signal's reason
 */
export async function* abortable<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  if (signal === undefined) {
    yield* items;
    return;
  }
  signal.throwIfAborted();
  const iterator = items[Symbol.asyncIterator]();
  let interrupt: (reason: unknown) => void = () => undefined;
  const stopListening = onAbort(signal, (reason) => interrupt(reason));
  let finished = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const item = await new Promise<IteratorResult<T>>((resolve, reject) => {
        interrupt = reject;
        iterator.next().then(resolve, reject);
      });
      if (item.done) {
        finished = true;
        return;
      }
      yield item.value;
    }
  } finally {
    stopListening();
    const returning = finished ? undefined : iterator.return?.();
    if (!signal.aborted) await returning;
    else returning?.catch(() => undefined);
  }
}
