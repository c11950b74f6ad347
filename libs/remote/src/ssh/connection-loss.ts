import type { Client } from 'ssh2';
import { ssh2ErrorMessage } from './ssh2-error-message.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * Whether a connection is gone, and why. A connection outlives thousands of channels, so listeners can be removed: the
 * callbacks of a promise would stay until it settles.
 */
export class ConnectionLoss {
  readonly #listeners = new Set<(reason: string) => void>();
  #reason: string | null = null;

  /** Why the connection is gone; null while it is there. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Calls the listener once the connection is gone. Returns a function that removes the listener. */
  onLost(listener: (reason: string) => void): () => void {
    this.#listeners.add(listener);
    if (this.#reason !== null) queueMicrotask(() => this.#callListeners());
    return () => void this.#listeners.delete(listener);
  }

  /** The first reason counts. */
  lose(reason: string): void {
    this.#reason ??= reason;
    this.#callListeners();
  }

  #callListeners(): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(this.#reason!);
  }
}

export function watchLoss(client: Client): ConnectionLoss {
  const loss = new ConnectionLoss();
  client.on('error', (error) => {
    if (error.level === 'agent') return;
    const isSilent = error.level === 'client-timeout';
    loss.lose(sshMessages.connectionLost(isSilent ? sshMessages.hostSilent : ssh2ErrorMessage(error)));
  });
  client.on('end', () => loss.lose(closedByHost));
  client.on('close', () => loss.lose(closedByHost));
  return loss;
}

const closedByHost = sshMessages.connectionLost(sshMessages.hostClosedIt);
