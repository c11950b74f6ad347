import { nextTurn } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { DispatchOptions } from './dispatch-options.ts';

/** What an attempt waits for before its worker is started. */
export class StartGate {
  readonly #options: Pick<DispatchOptions, 'hosts' | 'job'>;
  #confirmed: Promise<void> | undefined;
  #isConfirmed = false;
  /** Starting a worker blocks the process for a moment; timers and signals run between two starts. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: Pick<DispatchOptions, 'hosts' | 'job'>) {
    this.#options = options;
  }

  /** @throws if the job must withdraw; the signal's reason */
  async pass(host: HostAddress, signal: AbortSignal): Promise<void> {
    const { hosts, job } = this.#options;
    // While the job is confirmed, the host can already be connected.
    if (!this.#isConfirmed) hosts.prepare?.(host);
    await (this.#confirmed ??= job.confirm());
    this.#isConfirmed = true;
    await (this.#turn = this.#turn.then(nextTurn));
    signal.throwIfAborted();
  }
}
