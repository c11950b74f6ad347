import { onAbort } from './on-abort.ts';

/** An AbortController that is also aborted when one of its parents is, until it is unlinked from them. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  unlink(): void;
}

/**
 * Like AbortSignal.any, for work that is much shorter than the life of its parents. AbortSignal.any leaves references in the
 * parents until garbage collection; here `unlink` removes them.
 */
export function linkAbort(...parents: readonly AbortSignal[]): LinkedAbort {
  const controller = new AbortController();
  const abort = (reason: unknown): void => controller.abort(reason);
  const links = parents.map((parent) => onAbort(parent, abort));
  return {
    signal: controller.signal,
    abort,
    unlink: () => {
      for (const unlink of links) unlink();
    },
  };
}
