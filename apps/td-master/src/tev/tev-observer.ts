import { resolve } from 'node:path';
import {
  type Band,
  deferred,
  errorMessage,
  isBand,
  type JobEvent,
  type JobOpened,
  type Observer,
  onAbort,
  type Rows,
  rowsOf,
} from '@task-distributor/band';
import { type Address, formatAddress } from '@task-distributor/cli';
import { type LinearRows, withLinearRows } from '@task-distributor/imaging';
import { TevConnection } from './tev-connection.ts';
import { createImagePacket, updateImagePacket } from './tev-packet.ts';

export interface TevOptions {
  readonly viewer: Address;
  /** Path of the image; the viewer shows it by its whole path, so that the viewer can load it again when it is there. */
  readonly output: string;
  /** Writes one line to stderr. */
  warn(line: string): void;
  readonly signal: AbortSignal;
}

/**
 * Shows the bands of a job in tev, one after the other as they are done. The job never waits for the viewer, but at its end;
 * if there is something wrong with the viewer, that is reported once.
 */
export class TevObserver implements Observer {
  readonly #options: TevOptions;
  readonly #name: string;
  #connection: TevConnection | null = null;
  #hasFailed = false;
  /** Parts that are open and wait for their turn, so that they can be removed meanwhile. */
  #open = 0;
  /** Settles when all bands so far are sent. Never rejects. */
  #sent: Promise<void> = Promise.resolve();

  constructor(options: TevOptions) {
    this.#options = options;
    this.#name = resolve(options.output);
    onAbort(options.signal, () => this.#connection?.destroy());
  }

  see(event: JobEvent): void {
    if (!isBand(event)) {
      if (event.type === 'opened') this.#begin(event);
    } else if (event.state === 'done') this.#queue(event);
  }

  async end(): Promise<void> {
    await this.#sent;
    if (!this.#hasFailed) await this.#connection?.end().catch((error: unknown) => this.#fail(error));
    this.#connection?.destroy();
  }

  #begin(image: JobOpened): void {
    this.#connection = new TevConnection(this.#options.viewer);
    this.#next((connection) => connection.send(createImagePacket(this.#name, image)));
  }

  #queue(band: Band): void {
    const { info: path } = band;
    const rows = rowsOf(band);
    if (rows === null || path === null) return;
    if (this.#open >= mostOpen) {
      this.#next((connection) => withLinearRows(path, (image) => this.#send(connection, image, rows)));
      return;
    }
    const turn = deferred<TevConnection>();
    turn.promise.catch(() => undefined);
    this.#open += 1;
    const sending = withLinearRows(path, async (image) => this.#send(await turn.promise, image, rows));
    const sent = sending.finally(() => (this.#open -= 1));
    sent.catch(() => undefined);
    this.#next((connection) => {
      turn.resolve(connection);
      return sent;
    });
    // Also if the viewer fails before.
    void this.#sent.then(() => turn.reject(new Error('no viewer')));
  }

  /** Sends the rows in slices. */
  async #send(connection: TevConnection, { width, rows }: LinearRows, band: Rows): Promise<void> {
    const height = Math.max(1, Math.floor(sliceBytes / (16 * width)));
    const pixels = new Float32Array(4 * width * height);
    let y = band.first - 1;
    let filled = 0;
    const flush = async (): Promise<void> => {
      const tile = { y, width, height: filled };
      await connection.send(updateImagePacket(this.#name, tile, pixels.subarray(0, 4 * width * filled)));
      y += filled;
      filled = 0;
    };
    for await (const row of rows) {
      // The original's parts can have more rows than the band.
      if (y + filled >= band.last) break;
      pixels.set(row, 4 * width * filled);
      filled += 1;
      if (filled === height) await flush();
    }
    if (filled > 0) await flush();
  }

  #next(task: (connection: TevConnection) => Promise<void>): void {
    this.#sent = this.#sent.then(async () => {
      if (this.#hasFailed) return;
      await task(this.#connection!).catch((error: unknown) => this.#fail(error));
    });
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    if (!this.#options.signal.aborted) this.#report(error);
    this.#connection?.destroy();
  }

  #report(error: unknown): void {
    const { viewer, warn } = this.#options;
    // What is thrown while a part is read also names the part.
    const reason = errorMessage(this.#connection?.error ?? error);
    warn(`--tev ${formatAddress(viewer)}: ${reason}; the job goes on without the viewer`);
  }
}

/** Of a packet: tev reads into a buffer of 1 MiB, and makes it larger only if it has to. */
const sliceBytes = 512 * 1024;
const mostOpen = 16;
