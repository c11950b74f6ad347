/** An AbortController that is also aborted when one of its parents is, until it is unlinked from them. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  unlink(): void;
}

/**
 * As AbortSignal.any, for work that is much shorter than its parents live: those keep whatever follows them until it is
 * collected as garbage, and here `unlink` leaves nothing behind.
 */
export function linkAbort(...parents: readonly AbortSignal[]): LinkedAbort {
  const controller = new AbortController();
  const follow = (event: Event): void => controller.abort((event.target as AbortSignal).reason);
  for (const parent of parents) {
    if (parent.aborted) controller.abort(parent.reason);
    else parent.addEventListener('abort', follow, { once: true });
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => {
      for (const parent of parents) parent.removeEventListener('abort', follow);
    },
  };
}
