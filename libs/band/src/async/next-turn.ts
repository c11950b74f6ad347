/** Resolves in the next turn of the event loop: timers, signals and I/O run before. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
