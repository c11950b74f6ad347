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
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    if (!ref) timer.unref();
    signal?.addEventListener('abort', abort, { once: true });
  });
}
