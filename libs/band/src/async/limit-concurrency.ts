import { Fifo } from './fifo.ts';

/** Makes a function that runs what it is given: at most `limit` at the same time, the others in their order. */
export function limitConcurrency(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting = new Fifo<() => void>();
  return async (run) => {
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      // The place goes straight to the next one, so that nobody can come between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
