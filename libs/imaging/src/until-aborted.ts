/**
 * The same items, until the signal comes. As band's `abortable`, but no item is held once it was given out: a race
 * against one promise for the whole stream keeps every buffer that ever won it, and so memory grows with the image.
 * @throws the signal's reason
 */
export async function* untilAborted<T>(
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
    // An iterator's return() waits for its pending next(), and that may never come.
    const returning = finished ? undefined : iterator.return?.();
    if (!signal.aborted) await returning;
    else returning?.catch(() => undefined);
  }
}
