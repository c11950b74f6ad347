import { onAbort } from './on-abort.ts';

/** The promise's outcome, or the signal's reason as soon as it is aborted. The work behind the promise continues. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopListening = onAbort(signal, (reason) => reject(reason as Error));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening();
    // Once the signal has won, nobody handles a later rejection.
    promise.catch(() => undefined);
  }
}
