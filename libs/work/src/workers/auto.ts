import { untilAborted } from '@task-distributor/band';
import { partName } from '@task-distributor/lockfile';
import {
  type AttemptArguments,
  type AttemptResult,
  attemptWithin,
  formatHostAddress,
  type HostAddress,
  type Worker,
} from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { processorsOfProcess } from '../agent/tuning/processors.ts';
import { surroundingsOfProcess } from '../surroundings.ts';
import { version } from '../version.ts';
import { bare } from './bare.ts';
import { bareHosts } from './bare/bare-hosts.ts';
import { type BareHosts, bareWorker } from './bare/bare-worker.ts';
import { ours } from './ours.ts';
import type { WorkerContext, WorkerKind } from './worker-kind.ts';

/**
 * Our td-worker where a host has it in this version and sees the job folder, else the renderer alone, which also renders small images of
 * quick jobs: its host has to start nothing else first.
 */
export const auto: WorkerKind = {
  name: 'auto',
  onePerHost: null,
  onHost: {
    needsJobFolder: false,
    runs: ({ worker, seesJob }, isHere) => (isHere || (worker === version && seesJob) ? 'td-worker' : 'bare'),
    remarks: (isFar) =>
      isFar
        ? [
            `A host runs td-worker instead if it has version ${version} on its PATH, and sees the job folder and the scene: td-check shows it.`,
            ...bare.onHost.remarks(isFar),
          ]
        : ours.onHost.remarks(isFar),
    // What any host can do: whether it has td-worker, only a look would show.
    byHand: (context, rows, host) =>
      (context.launcher.wayTo(host).isHere ? ours : bare).onHost.byHand(context, rows, host),
  },
  isMeantBy: ({ kind, command, compat }) =>
    !compat && (kind === 'auto' || (kind === null && (command === null || command === 'auto'))),
  whyMeant: () => '',
  checkPlan: () => undefined,
  checkMachine: () => Promise.resolve(),
  create(context): Worker {
    const hosts = bareHosts(context);
    const choice = new Choice(context, hosts, {
      ours: ours.create(context),
      bare: bareWorker(context, hosts),
    });
    return {
      name: 'auto',
      onePerHost: null,
      canBeCutShort: true,
      partName,
      prepare: (host) => choice.prepare(host),
      ofHosts: {
        mayShare: (helper, host) => choice.isSame(helper, host),
        capacityOf: (host) => choice.capacityOf(host),
      },
      attempt: (rows, ...rest) =>
        choice.attempt(rest, (worker, signal) => worker.attempt(rows, rest[0], rest[1], signal)),
      help: (rows, blocks, ...rest) =>
        choice.attempt(rest, (worker, signal) => worker.help!(rows, blocks, rest[0], rest[1], signal)),
    };
  },
};

/** Which worker each host gets. */
class Choice {
  readonly #context: WorkerContext;
  readonly #hosts: BareHosts;
  readonly #workers: { readonly ours: Worker; readonly bare: Worker };
  readonly #known = new Map<string, Worker>();
  #isForBare: Promise<boolean> | null = null;

  constructor(context: WorkerContext, hosts: BareHosts, workers: { ours: Worker; bare: Worker }) {
    this.#context = context;
    this.#hosts = hosts;
    this.#workers = workers;
  }

  /** Whether both have the same worker. One that nobody has looked at yet is looked at. */
  isSame(one: HostAddress, other: HostAddress): boolean {
    const [first, second] = [one, other].map((host) => this.#knownOf(host));
    return first !== null && first === second;
  }

  capacityOf(host: HostAddress): number | null {
    if (this.#context.launcher.wayTo(host).isHere) return processorsOfProcess();
    return this.#hosts.seen(host)?.machine.capacity ?? null;
  }

  prepare(host: HostAddress): void {
    this.#of(host, this.#context.signal)
      .then((worker) => worker.prepare?.(host))
      .catch(() => undefined);
  }

  #knownOf(host: HostAddress): Worker | null {
    if (this.#context.launcher.wayTo(host).isHere) return this.#workers.ours;
    const known = this.#known.get(formatHostAddress(host));
    if (known === undefined) this.prepare(host);
    return known ?? null;
  }

  attempt(
    [host, , signal]: AttemptArguments,
    run: (worker: Worker, signal: AbortSignal) => Promise<AttemptResult>,
  ): Promise<AttemptResult> {
    // The worker itself keeps the limits.
    const limits = { timeoutSeconds: null, stallSeconds: null };
    const { launcher } = this.#context;
    const chosen = async (stop: AbortSignal) => run(await this.#of(host, stop), stop);
    return attemptWithin({ launcher, host, limits }, chosen, signal);
  }

  /** @throws TdError if nobody can look at the host; the signal's reason */
  async #of(host: HostAddress, signal: AbortSignal): Promise<Worker> {
    // To pack the scene takes as long as to look at a host.
    if (!this.#context.launcher.wayTo(host).isHere) void this.#fitsBare();
    const worker = await this.#look(host, signal);
    this.#known.set(formatHostAddress(host), worker);
    return worker;
  }

  async #look(host: HostAddress, signal: AbortSignal): Promise<Worker> {
    const { ours: full, bare } = this.#workers;
    if (this.#context.launcher.wayTo(host).isHere) return full;
    const facts = await this.#hosts.look(host, signal);
    if (auto.onHost.runs(facts, false) === 'bare') return bare;
    if (facts.renderer === null || facts.runs === null || this.#context.workers.keepState) return full;
    const { image } = this.#context;
    // td-worker would look for them in the folder in which a login begins.
    if (rendererFor(image.scene).scenes.haveRelativeNames(image.options, surroundingsOfProcess()))
      return bare;
    if (!(await this.#fitsBare())) return full;
    return (await untilAborted(this.#context.job.isQuick, signal)) ? bare : full;
  }

  /** Whether the renderer alone would make the same image, and soon. */
  #fitsBare(): Promise<boolean> {
    return (this.#isForBare ??= isForBare(this.#context, this.#hosts).catch(() => false));
  }
}

/** @throws TdError if the scene cannot be sent */
async function isForBare({ image }: WorkerContext, hosts: BareHosts): Promise<boolean> {
  const { scene, options, width, height } = image;
  if (width * height > mostPixels) return false;
  // A file that is not sent is not there, or the scene makes something else without it.
  if (rendererFor(scene).scenes.computesNames(scene, options, surroundingsOfProcess())) return false;
  return (await hosts.packageBytes()) <= mostBytes;
}

/** Of a larger image, a renderer alone takes longer to write it than Node.js takes to start. */
const mostPixels = 4_000_000;
/** A larger package takes longer to send. */
const mostBytes = 4_000_000;
