import {
  abortable,
  AsyncQueue,
  type Band,
  deferred,
  describeBand,
  formatRows,
  giveWayEvery,
  InputError,
  type JobEvent,
  type LinkedAbort,
  linkAbort,
  TdError,
} from '@task-distributor/band';
import { type HostAddress, parseHostAddress } from '../host-address.ts';
import type { ListedHost } from '../read-host-list.ts';
import { attemptTask, type TaskContext, type TaskEnd } from './attempt-task.ts';
import { checkBands } from './check-bands.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import { type Assignment, DispatchQueue } from './dispatch-queue.ts';
import { MissingWorker } from './missing-worker.ts';
import { rowsToRender } from './rows-to-render.ts';
import { RunningBands } from './running-bands.ts';
import { WorkLimit } from './work-limit.ts';

/** One run of the dispatch stage. */
export class DispatchRun {
  readonly events = new AsyncQueue<JobEvent>();
  readonly #options: DispatchOptions;
  readonly #queue: DispatchQueue;
  readonly #stop: LinkedAbort;
  readonly #context: TaskContext;
  readonly #limit: WorkLimit;
  readonly #missingWorker = new MissingWorker((event) => this.events.push(event));
  /** Rows that have arrived, so that none is rendered twice. */
  readonly #seen = new Set<string>();
  #isEmpty = true;
  #running = 0;
  #inputHasEnded = false;
  #confirmed: Promise<void> | undefined;
  #isConfirmed = false;
  /** Resolves when nothing runs any more and nothing more can be started. */
  readonly #settled = deferred();
  /** Starting a worker blocks the process for a moment; timers and signals run between two starts. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DispatchOptions, signal: AbortSignal) {
    const { worker, job, retry, hosts } = options;
    this.#options = options;
    this.#stop = linkAbort(signal);
    this.#queue = new DispatchQueue({ reassign: retry.reassign });
    for (const { address, slots } of hosts.listed) this.#queue.hosts.add(address, slots ?? 1);
    this.#limit = new WorkLimit(hosts.maxWorkers, (event) => this.events.push(event));
    this.#context = {
      isShort: () => this.#limit.isShort,
      worker,
      job,
      retries: retry.retries,
      running: new RunningBands((band) => this.#missingWorker.see(band)),
      emit: (event) => this.#missingWorker.see(event),
      untilPartShowsMs: retry.untilPartShowsMs ?? 10_000,
    };
  }

  /** Takes all bands, and waits until each has ended or failed. @throws the error that stopped the run */
  async all(bands: AsyncIterable<Band>): Promise<void> {
    const giveWay = giveWayEvery(10);
    const stop = this.#stop.signal;
    try {
      stop.throwIfAborted();
      for await (const band of checkBands(abortable(bands, stop), this.#options.worker)) {
        this.#take(band);
        await giveWay();
      }
    } catch (error) {
      this.#stop.abort(error);
    }
    this.#inputHasEnded = true;
    this.#stopWithoutWorker();
    this.#settleIfDone();
    await this.#settled.promise;
    stop.throwIfAborted();
    if (this.#isEmpty) {
      throw new TdError('Expected at least one band, got none', { code: 'E_EMPTY' });
    }
  }

  /** Stops all workers. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
    this.#stop.unlink();
  }

  #take(band: Band): void {
    this.#isEmpty = false;
    if (band.state !== '-') {
      this.events.push(band);
      return;
    }
    const rows = rowsToRender(band, this.#options.height);
    if (this.#seen.has(formatRows(rows))) return;
    this.#seen.add(formatRows(rows));
    const { listed, home } = this.#options.hosts;
    const named = band.host === null ? null : this.#queue.hosts.add(parseHostAddress(band.host), 1);
    if (named === null && listed.length === 0) this.#addHome(home, band);
    this.#queue.add({ band, rows, home: named, attempts: 0, failedOn: new Set() });
    this.#start();
  }

  #addHome(home: ListedHost | null, band: Band): void {
    if (home === null) {
      throw new InputError(`${describeBand(band)}: Expected a host, got none: list the hosts with --hosts`);
    }
    this.#queue.hosts.add(home.address, home.slots ?? 1);
  }

  /** Starts everything that can be started now. */
  #start(): void {
    while (!this.#stop.signal.aborted && this.#limit.allows(this.#running)) {
      const assignment = this.#queue.next();
      if (assignment === null) return;
      this.#running += 1;
      void this.#attempt(assignment);
    }
  }

  async #attempt(assignment: Assignment): Promise<void> {
    const end = await this.#endOf(assignment);
    this.#running -= 1;
    this.#stopWithoutWorker();
    if (end === 'retry') this.#queue.add(assignment.task);
    if (end !== null && typeof end === 'object') {
      this.#queue.postponed(assignment);
      const lowered = this.#limit.lower(end.shortage, this.#running, this.#stop.signal);
      await lowered.catch((error: unknown) => this.#stop.abort(error));
    }
    this.#start();
    this.#settleIfDone();
  }

  /** null = the run has ended. Never rejects. */
  async #endOf(assignment: Assignment): Promise<TaskEnd | null> {
    const { host } = assignment;
    try {
      await this.#beforeStart(host.address);
      const end = await attemptTask(assignment, this.#context, this.#stop.signal);
      if (typeof end === 'object') return end;
      this.#limit.raise();
      if (this.#queue.ended(assignment, queueOutcomes[end]))
        this.#missingWorker.see({ type: 'host', host: host.name, status: 'quarantined' });
      return end;
    } catch (error) {
      this.#stop.abort(error);
      return null;
    }
  }

  async #beforeStart(host: HostAddress): Promise<void> {
    const { hosts, job } = this.#options;
    // While the job is confirmed, the host can already be connected.
    if (!this.#isConfirmed) hosts.prepare?.(host);
    await (this.#confirmed ??= job.confirm());
    this.#isConfirmed = true;
    await (this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve))));
    this.#stop.signal.throwIfAborted();
  }

  #stopWithoutWorker(): void {
    const error = this.#inputHasEnded && this.#missingWorker.error(this.#queue.hosts.size);
    if (error) this.#stop.abort(error);
  }

  #settleIfDone(): void {
    if (!this.#inputHasEnded || this.#running > 0) return;
    if (this.#queue.waiting > 0 && !this.#stop.signal.aborted) return;
    this.#settled.resolve();
  }
}

const queueOutcomes = { succeeded: 'succeeded', retry: 'failed', failed: 'failed', unfit: 'unfit' } as const;
