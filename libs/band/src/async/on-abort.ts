type Listener = (reason: unknown) => void;

/**
 * Calls the listener when the signal is aborted, or at once if it already is. All listeners share one event listener of the
 * signal, because Node warns of a leak at eleven.
 * @returns a function that removes the listener
 */
export function onAbort(signal: AbortSignal, listener: Listener): () => void {
  if (signal.aborted) {
    listener(signal.reason);
    return () => undefined;
  }
  const listeners = shared.get(signal) ?? share(signal);
  // A new function each time, so that a listener that is added twice is called twice.
  const entry: Listener = (reason) => listener(reason);
  listeners.add(entry);
  return () => {
    listeners.delete(entry);
    if (listeners.size > 0 || shared.get(signal) !== listeners) return;
    signal.removeEventListener('abort', notifyAll);
    shared.delete(signal);
  };
}

const shared = new WeakMap<AbortSignal, Set<Listener>>();

function share(signal: AbortSignal): Set<Listener> {
  const listeners = new Set<Listener>();
  shared.set(signal, listeners);
  signal.addEventListener('abort', notifyAll, { once: true });
  return listeners;
}

function notifyAll(this: AbortSignal): void {
  const listeners = shared.get(this) ?? [];
  shared.delete(this);
  for (const listener of [...listeners]) listener(this.reason);
}
