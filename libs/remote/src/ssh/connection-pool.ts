import { limitConcurrency } from '@task-distributor/band';

/** Connections by name. A connection is made once, and stays until it is forgotten or the pool is closed. */
export class ConnectionPool<Connection extends { end(): Promise<void> }> {
  readonly #limit: ReturnType<typeof limitConcurrency>;
  readonly #connections = new Map<string, Promise<Connection>>();
  readonly #connecting = new Set<AbortController>();
  #closed: Error | null = null;
  #closing: Promise<void> | undefined;

  /** @param maxConnecting maximum number of connections that are being made at the same time */
  constructor(maxConnecting: number) {
    this.#limit = limitConcurrency(maxConnecting);
  }

  peek(name: string): Promise<Connection> | undefined {
    return this.#connections.get(name);
  }

  /**
   * The connection of that name; where there is none, one is made. One that could not be made is not kept.
   * @throws an Error once the pool is closed
   */
  async get(name: string, make: () => Promise<Connection>): Promise<Connection> {
    if (this.#closed !== null) throw this.#closed;
    const known = this.#connections.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.#connections.set(name, made);
    made.catch(() => this.forget(name, made));
    return made;
  }

  /** Connects, once fewer than `maxConnecting` others do. The signal is aborted when the pool is closed. */
  connect(run: (signal: AbortSignal) => Promise<Connection>): Promise<Connection> {
    return this.#limit(async () => {
      if (this.#closed !== null) throw this.#closed;
      const abort = new AbortController();
      this.#connecting.add(abort);
      try {
        return await run(abort.signal);
      } finally {
        this.#connecting.delete(abort);
      }
    });
  }

  /** Lets the next `get` make a new connection, unless that has been done already. */
  forget(name: string, connection: Promise<Connection>): void {
    if (this.#connections.get(name) === connection) this.#connections.delete(name);
  }

  /** Gives up connecting, and ends all connections; resolves when they have gone, or do not answer. */
  close(): Promise<void> {
    this.#closing ??= this.#endAll();
    return this.#closing;
  }

  async #endAll(): Promise<void> {
    this.#closed = new Error('The connections were closed');
    for (const connecting of this.#connecting) connecting.abort(this.#closed);
    const all = await Promise.allSettled(this.#connections.values());
    const made = all.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await Promise.all(made.map((connection) => connection.end()));
  }
}
