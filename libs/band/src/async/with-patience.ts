import { sleep } from './sleep.ts';

/**
 * The promise's outcome, or null if it is still pending after that many milliseconds. The wait alone does not keep the process
 * alive.
 */
export async function withPatience<T>(promise: Promise<T>, milliseconds: number): Promise<T | null> {
  const stop = new AbortController();
  const tooLate = sleep(milliseconds, stop.signal, { ref: false }).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    stop.abort();
  }
}
