/**
 * The same items, until the signal comes: an async iterator's `return()` waits for its pending `next()`, so that
 * it alone cannot stop one. No item is held once it was given out: a race of every item against one promise for the whole
 * stream would keep all that ever won it.
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
  const stop = () => interrupt(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
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
    signal.removeEventListener('abort', stop);
    const returning = finished ? undefined : iterator.return?.();
    if (!signal.aborted) await returning;
    else returning?.catch(() => undefined);
  }
}
