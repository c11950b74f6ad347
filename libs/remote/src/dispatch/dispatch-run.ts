import {
  abortable,
  AsyncQueue,
  type Band,
  deferred,
  giveWayEvery,
  type JobEvent,
  type LinkedAbort,
  linkAbort,
  type Rows,
  TdError,
} from '@task-distributor/band';
import { AlikeFailures } from './alike-failures.ts';
import { attemptTask, type TaskContext, taskContext, type TaskEnd } from './attempt-task.ts';
import { BandSplitter } from './band-splitter.ts';
import { BandIntake } from './band-intake.ts';
import { checkBands } from './check-bands.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import { type Assignment, DispatchQueue } from './dispatch-queue.ts';
import { givenUp } from './given-up.ts';
import { blockRenderer, type RunningCount } from './render-blocks.ts';
import { RunningBands } from './running-bands.ts';
import { StartGate } from './start-gate.ts';
import { WorkLimit } from './work-limit.ts';

/** One run of the dispatch stage. */
export class DispatchRun {
  readonly events = new AsyncQueue<JobEvent>();
  readonly #options: DispatchOptions;
  readonly #queue: DispatchQueue;
  readonly #intake: BandIntake;
  readonly #stop: LinkedAbort;
  readonly #context: TaskContext;
  readonly #splitter: BandSplitter | null;
  readonly #limit: WorkLimit;
  readonly #gate: StartGate;
  readonly #alike = new AlikeFailures(
    (event) => this.events.push(event),
    () => {
      this.#queue.releaseHosts();
      this.#start();
    },
  );
  readonly #cutOff: Band[] = [];
  #isEmpty = true;
  readonly #running: RunningCount = { workers: 0 };
  #inputHasEnded = false;
  /** Resolves when nothing runs any more and nothing more can be started. */
  readonly #settled = deferred();

  constructor(options: DispatchOptions, signal: AbortSignal) {
    const { worker, retry, hosts } = options;
    this.#options = options;
    this.#gate = new StartGate(options);
    this.#stop = linkAbort(signal);
    this.#queue = new DispatchQueue({ reassign: retry.reassign });
    this.#intake = new BandIntake(options, this.#queue);
    for (const { address, slots, weight } of hosts.listed)
      this.#queue.hosts.add(address, slots ?? 1, weight ?? 1);
    this.#limit = new WorkLimit(hosts.maxWorkers, (e) => this.events.push(e), hosts.longestShortageSeconds);
    const place = { gate: this.#gate, queue: this.#queue, running: this.#running, stop: this.#stop.signal };
    const emit = (event: JobEvent): void => this.#alike.see(event);
    const render = blockRenderer(worker, place);
    this.#splitter = BandSplitter.create(options, { render, emit, onTick: () => this.#start() });
    const addRest = (rest: Rows): void => {
      this.#intake.takeRest(rest);
      this.#start();
    };
    const watchers = { splitter: this.#splitter, addRest, running: new RunningBands(emit), emit };
    this.#context = taskContext(options, watchers, () => this.#limit.isShort);
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
    this.#start();
    await this.#stopIfAlike();
    this.#settleIfDone();
    await this.#settled.promise;
    this.#splitter?.end(this.#queue.hosts);
    for (const band of givenUp([...this.#cutOff, ...this.#queue.takeAll()], stop)) this.events.push(band);
    stop.throwIfAborted();
    if (this.#isEmpty) throw new TdError('Expected at least one band, got none', { code: 'E_EMPTY' });
  }

  /** Stops all workers. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
    this.#stop.unlink();
  }

  #take(band: Band): void {
    this.#isEmpty = false;
    this.#splitter?.bandCame();
    if (band.state !== '-') return this.events.push(band);
    this.events.push({ type: 'queued', band });
    this.#intake.take(band);
    this.#start();
  }

  /** Starts everything that can be started now. */
  #start(): void {
    while (this.#mayStart > 0) {
      const assignment = this.#queue.next();
      if (assignment === null) break;
      void this.#attempt(assignment);
    }
    this.#splitter?.ask(this.#queue.hosts, this.#mayStart, this.#inputHasEnded);
    this.#settleIfDone();
  }

  get #mayStart(): number {
    return this.#stop.signal.aborted ? 0 : this.#limit.left(this.#running.workers);
  }

  async #attempt(assignment: Assignment): Promise<void> {
    this.#running.workers += 1;
    const end = await this.#endOf(assignment);
    this.#running.workers -= 1;
    if (end === null) this.#cutOff.push(assignment.task.band);
    if (end === 'retry') this.#queue.add(assignment.task);
    if (end !== null && typeof end === 'object') {
      this.#queue.postponed(assignment);
      const lowered = this.#limit.lower(end.shortage, this.#running.workers, this.#stop.signal);
      await lowered.catch((error: unknown) => this.#stop.abort(error));
    }
    this.#start();
    await this.#stopIfAlike();
    this.#settleIfDone();
  }

  /** null = the run has ended. Never rejects. */
  async #endOf(assignment: Assignment): Promise<TaskEnd | null> {
    const { host } = assignment;
    try {
      await this.#gate.pass(host.address, this.#stop.signal);
      const end = await attemptTask(assignment, this.#context, this.#stop.signal);
      if (typeof end === 'object') return end;
      this.#limit.raise();
      if (this.#queue.ended(assignment, end === 'retry' ? 'failed' : end, this.#alike.areAlike))
        this.#alike.see({ type: 'host', host: host.name, status: 'quarantined' });
      return end;
    } catch (error) {
      this.#stop.abort(error);
      return null;
    }
  }

  /** Stops if all hosts that were tried have failed alike, and no other can be tried. */
  async #stopIfAlike(): Promise<void> {
    if (!this.#inputHasEnded || this.#running.workers > 0 || !this.#alike.areAlike || this.#limit.isPaused)
      return;
    try {
      // A folder that another job has taken over looks to the hosts like one that is not shared.
      await this.#options.job.checkOwned();
      this.#stop.signal.throwIfAborted();
      throw this.#alike.end(this.#queue.hosts.size, this.#queue.takeAll(), this.#options.adviceOn);
    } catch (error) {
      this.#stop.abort(error);
    }
  }

  #settleIfDone(): void {
    if (!this.#inputHasEnded || this.#running.workers > 0) return;
    // Failures that are alike stop the job before it is settled.
    const isOver = this.#queue.waiting === 0 && !this.#alike.areAlike;
    if (isOver || this.#stop.signal.aborted) this.#settled.resolve();
  }
}
