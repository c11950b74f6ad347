import { onAbort } from './on-abort.ts';

/**
 * Waits.
 * @param options.ref whether the process stays alive for this wait alone; default true
 * @throws the signal's reason, at once
 */
export function sleep(
  milliseconds: number,
  signal?: AbortSignal,
  { ref = true }: { ref?: boolean } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stopListening();
      resolve();
    }, milliseconds);
    if (!ref) timer.unref();
    const stopListening =
      signal === undefined
        ? () => undefined
        : onAbort(signal, (reason) => {
            clearTimeout(timer);
            reject(reason as Error);
          });
  });
}
