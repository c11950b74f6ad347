import { onAbort } from './on-abort.ts';

/**
 * @param options.ref whether this wait alone keeps the process alive; default true
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
