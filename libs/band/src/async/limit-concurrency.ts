import { Fifo } from './fifo.ts';

/** Returns a function that runs functions, at most `limit` at the same time; the others wait in order. */
export function limitConcurrency(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting = new Fifo<() => void>();
  return async (run) => {
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      // The place goes directly to the next one, so that no new call can take it.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
