/**
 * Makes a function to call and await inside a long loop: it returns at once, but lets timers, signals and I/O have their
 * turn when the loop has kept the event loop for `milliseconds`.
 */
export function giveWayEvery(milliseconds: number): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < milliseconds) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
