import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  abortable,
  type Band,
  describeBand,
  formatRows,
  InputError,
  type Rows,
  rowsOf,
  TdError,
} from '@task-distributor/band';
import { attemptBand, type AttemptEnd } from './attempt.ts';
import { type HostAddress, parseHostAddress } from './host-address.ts';
import { HostPool, type PooledHost } from './host-pool.ts';
import type { Launcher } from './launcher.ts';
import type { ListedHost } from './read-host-list.ts';
import { Scheduler, type Task } from './scheduler.ts';
import { checkBands } from './worker-kind.ts';
import { workerCommand, type WorkerJob } from './worker-command.ts';

export interface DispatchOptions {
  job: WorkerJob;
  /** How workers are started on a host. */
  launcherFor(host: HostAddress): Launcher;
  /** Hosts that may take bands which name none, or whose host has failed. */
  hosts: readonly ListedHost[];
  /** Where there are no such hosts: who takes bands that name none; null = nobody. */
  here: ListedHost | null;
  /** Workers at once, on all hosts together. */
  jobs: number;
  /** How often a band is tried again after its first attempt has failed. */
  retries: number;
  /** Whether a band that names a host may be tried again on another one. */
  reassign: boolean;
  timeoutSeconds: number | null;
  stallSeconds: number | null;
  /** Whether line and part are there although the worker, or the connection to it, ended badly. */
  isFinished(band: Band): Promise<boolean>;
  /** What to try where a host does not know the worker's program; goes to the end of the message. */
  adviceOn(host: HostAddress): string;
  /** Called before the first worker starts: the last moment to withdraw. */
  beforeFirst(): Promise<void>;
  /** Called before a worker starts, so that the part of an earlier attempt cannot be taken for its own. */
  removePart(rows: Rows, host: string): Promise<void>;
  /** Takes what people should know at once: an attempt that failed and is made again, a host that is set aside. */
  notify(message: string): void;
  /** Takes one record for every attempt. */
  record(attempt: AttemptRecord): void;
}

/** One attempt at a band, for the joblog. */
export interface AttemptRecord extends AttemptEnd {
  rows: Rows;
  host: string;
  /** 1 for a band's first. */
  attempt: number;
  start: Date;
  end: Date;
}

/** `running` is said so often while a worker runs, news or not: it also tells that the reader has gone. */
const runningMs = 1_000;

/**
 * The dispatch stage: starts a worker for each band as soon as the band comes and a host is free, tries again what
 * failed, and says what becomes of it. It works ahead of its reader. A band that fails does not stop the others.
 * However it ends, its workers have ended before, or do not answer.
 */
export async function* dispatch(
  bands: AsyncIterable<Band>,
  options: DispatchOptions,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const said = new PassThrough({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER });
  const say = (band: Band) => void said.write(band);
  const work = dispatchAll(bands, options, say, either).finally(() => said.end());
  work.catch(() => undefined);
  try {
    yield* said as AsyncIterable<Band>;
    await work;
  } finally {
    ending.abort(new TdError('stopped', { code: 'E_STOPPED' }));
    await work.catch(() => undefined);
  }
}

async function dispatchAll(
  bands: AsyncIterable<Band>,
  options: DispatchOptions,
  say: (band: Band) => void,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const pool = new HostPool();
  for (const { address, slots } of options.hosts) pool.add(address, slots ?? 1);
  let first: Promise<void> | undefined;
  let isConfirmed = false;
  const scheduler = new Scheduler({
    pool,
    jobs: options.jobs,
    reassign: options.reassign,
    attempt: async (task, host) => {
      try {
        stop.throwIfAborted();
        // The last look takes a moment, in which the host can be connected.
        if (!isConfirmed) options.launcherFor(host.address).prepare?.(host.address);
        await (first ??= options.beforeFirst());
        isConfirmed = true;
        await attemptTask(task, host, { ...options, pool, say, again: () => scheduler.add(task) }, stop);
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    },
  });
  const begun = new Set<string>();
  let isEmpty = true;
  try {
    for await (const band of checkBands(abortable(bands, stop), options.job)) {
      isEmpty = false;
      if (band.state !== '-') {
        say(band);
        continue;
      }
      const rows = rowsToRender(band, options.job.height);
      if (begun.has(formatRows(rows))) continue;
      begun.add(formatRows(rows));
      const home = band.host === null ? null : pool.add(parseHostAddress(band.host), 1);
      if (home === null && options.hosts.length === 0) addHere(pool, options.here, band);
      scheduler.add({ band, rows, home, attempts: 0, failedOn: new Set() });
    }
  } catch (error) {
    failed.abort(error);
  }
  await scheduler.settled().catch(() => undefined);
  stop.throwIfAborted();
  if (isEmpty) throw new TdError('Expected at least one band, got none', { code: 'E_EMPTY' });
}

function addHere(pool: HostPool, here: ListedHost | null, band: Band): void {
  if (here === null) {
    throw new InputError(`${describeBand(band)}: Expected a host, got none: --hosts says who may have it`);
  }
  pool.add(here.address, here.slots ?? 1);
}

function rowsToRender(band: Band, height: number): Rows {
  const rows = rowsOf(band);
  if (rows === null) throw new InputError(`${describeBand(band)}: Expected rows to render, got none`);
  if (rows.last > height) {
    throw new InputError(`${describeBand(band)}: Expected rows within 1-${height} (-y), got more`);
  }
  return rows;
}

interface TaskOptions extends DispatchOptions {
  pool: HostPool;
  say(band: Band): void;
  /** Puts the task back, to be tried again. */
  again(): void;
}

/** One attempt at a band, and what follows from it. Throws only when there is no point in going on with any band. */
async function attemptTask(
  task: Task,
  host: PooledHost,
  options: TaskOptions,
  signal: AbortSignal,
): Promise<void> {
  const { rows } = task;
  const { job, say, pool } = options;
  const band = { ...task.band, host: host.name };
  await options.removePart(rows, host.address.name);
  const start = new Date();
  let percent = '0';
  let report: NodeJS.Timeout | undefined;
  const end = await attemptBand(
    {
      ...{ rows, host: host.address, commandLine: workerCommand(job, rows, host.address) },
      ...{ timeoutSeconds: options.timeoutSeconds, stallSeconds: options.stallSeconds },
      launcher: options.launcherFor(host.address),
      onStart() {
        say({ ...band, state: 'started', info: null });
        report = setInterval(() => say({ ...band, state: 'running', info: percent }), runningMs);
      },
      onPercent: (news) => (percent = news),
    },
    signal,
  ).finally(() => clearInterval(report));
  options.record({ ...end, rows, host: host.name, attempt: task.attempts, start, end: new Date() });
  const failure = await failureOf(end, band, options);
  if (failure === null) {
    pool.succeeded(host);
    say({ ...band, state: 'ended', info: null });
    return;
  }
  task.failedOn.add(host);
  const isAside = !end.isFinal && pool.failed(host);
  if (end.isFinal || task.attempts > options.retries) {
    say({ ...band, state: 'failed', info: failure });
  } else {
    options.notify(
      `${describeBand(band)}: attempt ${task.attempts} of ${options.retries + 1} failed: ${failure}`,
    );
    options.again();
  }
  if (isAside) options.notify(`${host.name}: set aside after two failures in a row`);
}

/** The original's worker exits 0 whatever became of its part: so long may that take to show on a shared folder. */
const untilPartShowsMs = 10_000;

/** Why an attempt failed; null when line and part are there, or will be, as a worker of ours that exited 0 means. */
async function failureOf(end: AttemptEnd, band: Band, options: TaskOptions): Promise<string | null> {
  if (end.reason === null && options.job.kind === 'ours') return null;
  const until = performance.now() + (end.reason === null ? untilPartShowsMs : 0);
  while (!(await options.isFinished(band))) {
    if (performance.now() >= until) {
      const isUnknown =
        end.exitCode === 127 || end.exitCode === 126 || /Cannot find module/.test(end.reason ?? '');
      const advice = isUnknown ? options.adviceOn(parseHostAddress(band.host!)) : '';
      return end.reason === null
        ? 'the worker ended well, but its line or its part is not there'
        : end.reason + advice;
    }
    await sleep(100);
  }
  return null;
}
