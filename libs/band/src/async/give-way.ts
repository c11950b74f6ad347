import { nextTurn } from './next-turn.ts';

/**
 * Returns a function to call and await inside a long loop. It usually returns at once, but when the loop has blocked the
 * event loop for `milliseconds`, it lets timers, signals and I/O run first.
 */
export function giveWayEvery(milliseconds: number): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < milliseconds) return undefined;
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
}
