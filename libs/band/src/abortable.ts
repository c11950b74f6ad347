/**
 * The same items, until the signal comes: an async iterator's `return()` waits for its pending `next()`, so that
 * it alone cannot stop one.
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
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
  });
  stopped.catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  let finished = false;
  try {
    for (;;) {
      const next = iterator.next();
      next.catch(() => undefined);
      const item = await Promise.race([next, stopped]);
      if (item.done) {
        finished = true;
        return;
      }
      yield item.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    const returning = finished ? undefined : iterator.return?.();
    if (!signal.aborted) await returning;
    else returning?.catch(() => undefined);
  }
}
