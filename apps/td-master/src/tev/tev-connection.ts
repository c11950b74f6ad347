import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { TdError } from '@task-distributor/band';
import type { Address } from '@task-distributor/cli';

/** A connection to tev, which never answers. */
export class TevConnection {
  readonly #socket: Socket;
  #error: Error | null = null;

  constructor({ host, port }: Address) {
    this.#socket = connect({ host, port, noDelay: true });
    // Each write reports it.
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      const isUnreached = error.syscall === 'connect' || error.syscall === 'getaddrinfo';
      this.#error ??= isUnreached
        ? new TdError(`cannot connect (${error.code}): ${adviceOn(error.syscall)}`)
        : error;
    });
    this.#socket.on('timeout', () => {
      this.#socket.destroy(new TdError(`it has taken nothing for ${patience / 1_000} s`));
    });
    // tev says nothing, but without a reader, its end would not be noticed.
    this.#socket.resume();
  }

  /** Sends a packet, and waits until the viewer has taken most of it. @throws if the viewer has gone or does not read */
  async send(packet: Buffer): Promise<void> {
    if (this.#socket.destroyed || this.#socket.readableEnded) throw this.#reason();
    if (this.#socket.write(packet)) return;
    await this.#waitFor('drain');
  }

  /** Waits until the viewer has everything. @throws as `send` */
  async end(): Promise<void> {
    if (this.#socket.destroyed) throw this.#reason();
    this.#socket.end();
    if (!this.#socket.writableFinished) await this.#waitFor('finish');
    this.#socket.destroy();
  }

  /** Why it cannot be used any more; null = it can. */
  get error(): Error | null {
    return this.#error;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #waitFor(event: 'drain' | 'finish'): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    this.#socket.setTimeout(patience);
    try {
      const closed = once(this.#socket, 'close', { signal }).then(() => Promise.reject(this.#reason()));
      await Promise.race([once(this.#socket, event, { signal }), closed]);
    } catch (error) {
      throw this.#error ?? error;
    } finally {
      this.#socket.setTimeout(0);
      stop.abort();
    }
  }

  #reason(): Error {
    this.#error ??= new TdError('it has closed the connection');
    return this.#error;
  }
}

/** Milliseconds. A viewer may be busy, but a job that has ended does not wait for it any longer. */
const patience = 10_000;

function adviceOn(syscall: string | undefined): string {
  return syscall === 'getaddrinfo' ? 'check the name of the host' : 'start tev before the job';
}
