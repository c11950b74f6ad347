import { type Band, describeBand, formatRows, InputError, type Rows } from '@task-distributor/band';
import { parseHostAddress } from '../host-address.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import type { DispatchQueue } from './dispatch-queue.ts';
import { rowsToRender } from './rows-to-render.ts';
import { Task } from './task-lane.ts';

/** Makes tasks of the bands that arrive, and adds the hosts that they name to those of the queue. */
export class BandIntake {
  readonly #options: DispatchOptions;
  readonly #queue: DispatchQueue;
  /** Rows that have arrived, so that none is rendered twice. */
  readonly #seen = new Set<string>();

  constructor(options: DispatchOptions, queue: DispatchQueue) {
    this.#options = options;
    this.#queue = queue;
  }

  /** @throws InputError if the rows are wrong, or if there is no host for the band */
  take(band: Band): void {
    const rows = rowsToRender(band, this.#options.height);
    if (this.#seen.has(formatRows(rows))) return;
    this.#seen.add(formatRows(rows));
    const named = band.host === null ? null : this.#queue.hosts.add(parseHostAddress(band.host), 1);
    if (named === null && this.#options.hosts.listed.length === 0) this.#addHome(band);
    this.#queue.add(new Task({ ...band, ...rows }, named));
  }

  /** Takes the rows that a band has lost. They are for any host. */
  takeRest(rows: Rows): void {
    this.#seen.add(formatRows(rows));
    this.#queue.add(new Task({ ...rows, host: null, state: '-', info: null }, null));
  }

  #addHome(band: Band): void {
    const { home } = this.#options.hosts;
    if (home === null) {
      throw new InputError(`${describeBand(band)}: Expected a host, got none: list the hosts with --hosts`);
    }
    this.#queue.hosts.add(home.address, home.slots ?? 1);
  }
}
