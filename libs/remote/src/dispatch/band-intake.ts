import { type Band, describeBand, formatRows, InputError } from '@task-distributor/band';
import { parseHostAddress } from '../host-address.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import type { DispatchQueue } from './dispatch-queue.ts';
import { rowsToRender } from './rows-to-render.ts';

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
    this.#queue.add({ band, rows, home: named, attempts: 0, failedOn: new Set() });
  }

  #addHome(band: Band): void {
    const { home } = this.#options.hosts;
    if (home === null) {
      throw new InputError(`${describeBand(band)}: Expected a host, got none: list the hosts with --hosts`);
    }
    this.#queue.hosts.add(home.address, home.slots ?? 1);
  }
}
