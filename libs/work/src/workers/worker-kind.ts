import type { Rows } from '@task-distributor/band';
import type { AttemptLimits, HostAddress, Launcher, Worker } from '@task-distributor/remote';
import type { HostFacts } from './bare/host-facts.ts';
import type { DispatchPlan, ImagePlan, SendPlan, WorkerPlan } from '../plans.ts';

/** The part of a plan that decides which kind of worker it means. */
export type AskedWorker = Pick<WorkerPlan, 'kind' | 'compat' | 'command'>;

/** A kind of worker: checks what it cannot do, and creates a worker for a job. */
export interface WorkerKind {
  readonly name: string;
  /** Why it can render only one band on a host; null = it can render more. */
  readonly onePerHost: string | null;
  readonly onHost: HostUse;
  /** Whether a plan means this kind. */
  isMeantBy(asked: AskedWorker): boolean;
  /** The end of a message to a user who may not know why the plan means this kind; '' = the plan names it. */
  whyMeant(asked: AskedWorker): string;
  /** @throws InputError for a plan that this kind of worker cannot carry out */
  checkPlan(plan: DispatchPlan): void;
  /** @throws InputError for a plan that does not fit the files on this machine */
  checkMachine(plan: DispatchPlan): Promise<void>;
  create(context: WorkerContext): Worker;
}

/** What a kind of worker makes of a host. */
export interface HostUse {
  /** Whether its processes on the hosts read and write the job folder, wherever it can be used at all. */
  readonly needsJobFolder: boolean;
  /** @param facts of the host @param isHere whether the host is this machine */
  runs(facts: Pick<HostFacts, 'worker' | 'seesJob'>, isHere: boolean): HostProgram;
  /** A command line for a shell on this machine that lets the host do what it would do for a band, and publishes the part. */
  byHand(context: WorkerContext, rows: Rows, host: HostAddress): string;
  /** What these lines leave out. @param isFar whether one of the hosts is another machine */
  remarks(isFar: boolean): readonly string[];
}

/** What runs on a host: our td-worker, the original's worker, or the renderer alone. */
export type HostProgram = 'td-worker' | 'original' | 'bare';

export interface WorkerContext {
  /** The scene's path is absolute. */
  readonly image: ImagePlan;
  readonly job: WorkersJob;
  /** The renderer's program; null = the worker looks for it. */
  readonly renderer: string | null;
  readonly launcher: Launcher;
  /** Command line of the worker on a host, as a shell reads it: `td-worker`, `node /shared/td-worker.mjs`. */
  commandOn(host: HostAddress): string;
  readonly limits: AttemptLimits;
  /** Aborted when the job ends early. */
  readonly signal: AbortSignal;
  readonly workers: WorkerOptions;
}

export interface WorkersJob {
  readonly id: string;
  /** Absolute path. */
  readonly folder: string;
  /** Whether it is expected to be over soon; false = nobody knows. */
  readonly isQuick: Promise<boolean>;
}

/** How workers other than the original's run. */
export interface WorkerOptions {
  readonly keepState: boolean;
  readonly previews: boolean;
  readonly send: SendPlan;
  /** How many bands a host renders at the same time. */
  slotsOf(host: HostAddress): number;
}
