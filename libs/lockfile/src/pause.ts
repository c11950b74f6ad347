/** Waits, without keeping the process alive for it alone where `unref` says so. @throws the signal's reason, at once */
export function pause(milliseconds: number, signal?: AbortSignal, unref = false): Promise<void> {
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
    if (unref) timer.unref();
    signal?.addEventListener('abort', abort, { once: true });
  });
}
