import { PassThrough } from 'node:stream';
import { type Band, describeBand, InputError, type Rows, rowsOf, TdError } from '@task-distributor/band';
import { followWorker } from './follow-worker.ts';
import { formatHostAddress, type HostAddress, parseHostAddress } from './host-address.ts';
import type { Launcher, WorkerProcess } from './launcher.ts';
import { Slots } from './slots.ts';
import { workerCommand, type WorkerJob } from './worker-command.ts';

export interface DispatchOptions {
  job: WorkerJob;
  launcher: Launcher;
  /** How many workers at once. */
  slots: number;
  /** Who renders a band that names no host. */
  defaultHost: HostAddress;
  /** Whether line and part are there although the worker, or the connection to it, ended badly. */
  isFinished(band: Band): Promise<boolean>;
  /** Called before the first worker starts: the last moment to withdraw. */
  beforeFirst(): Promise<void>;
  /** Called before a worker starts, so that the part of an earlier attempt cannot be taken for its own. */
  removePart(rows: Rows, host: string): Promise<void>;
}

/** `running` is said so often while a worker runs, news or not: it also tells that the reader has gone. */
const runningMs = 1_000;

/**
 * The dispatch stage: starts a worker for each band as soon as the band comes, and says what becomes of it. It works
 * ahead of its reader. A band that fails does not stop the others.
 * However it ends, all its workers have ended before.
 */
export async function* dispatch(
  bands: AsyncIterable<Band>,
  options: DispatchOptions,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const said = new PassThrough({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER });
  const say = (band: Band) => void said.write(band);
  const work = dispatchAll(bands, options, say, both).finally(() => said.end());
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
  const slots = new Slots(options.slots);
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const begun = new Set<string>();
  let isEmpty = true;
  const running: Promise<void>[] = [];
  let first: Promise<void> | undefined;
  try {
    for await (const band of abortable(bands, stop)) {
      isEmpty = false;
      if (band.state !== '-') {
        say(band);
        continue;
      }
      const rows = rowsToRender(band, options.job.height);
      const key = `${rows.first}-${rows.last}`;
      if (begun.has(key)) continue;
      begun.add(key);
      const work = slots.run(stop, async () => {
        await (first ??= options.beforeFirst());
        await renderOn(band, rows, options, say, stop);
      });
      work.catch((error: unknown) => failed.abort(error));
      running.push(work);
    }
  } catch (error) {
    failed.abort(error);
  }
  const ends = await Promise.allSettled(running);
  stop.throwIfAborted();
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
  if (isEmpty) throw new TdError('Expected at least one band, got none', { code: 'E_EMPTY' });
}

function rowsToRender(band: Band, height: number): Rows {
  const rows = rowsOf(band);
  if (rows === null) throw new InputError(`${describeBand(band)}: Expected rows to render, got none`);
  if (rows.last > height) {
    throw new InputError(`${describeBand(band)}: Expected rows within 1-${height} (-y), got more`);
  }
  return rows;
}

/** One attempt at a band. Throws only when there is no point in going on with any band. */
async function renderOn(
  band: Band,
  rows: Rows,
  options: DispatchOptions,
  say: (band: Band) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = band.host === null ? options.defaultHost : parseHostAddress(band.host);
  const host = formatHostAddress(address);
  const fail = async (reason: string) => {
    const isFinished = await options.isFinished({ ...band, host });
    say(
      isFinished
        ? { ...band, host, state: 'ended', info: null }
        : { ...band, host, state: 'failed', info: reason },
    );
  };
  let worker: WorkerProcess;
  try {
    await options.removePart(rows, address.name);
    worker = await options.launcher.launch(address, workerCommand(options.job, rows, address.name), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TdError) return fail(error.message);
    throw error;
  }
  say({ ...band, host, state: 'started', info: null });
  let percent = '0';
  const report = setInterval(() => say({ ...band, host, state: 'running', info: percent }), runningMs);
  const release = stopOnAbort(worker, signal);
  try {
    const end = await followWorker(worker, rows, (news) => (percent = news));
    clearInterval(report);
    signal.throwIfAborted();
    if (end.ok) say({ ...band, host, state: 'ended', info: null });
    else await fail(end.reason);
  } finally {
    clearInterval(report);
    release();
  }
}

/** A worker stops when its lifeline ends; one without is told so after a while, and in the end not asked. */
const untilTermMs = 500;
const untilKillMs = 2_500;

function stopOnAbort(worker: WorkerProcess, signal: AbortSignal): () => void {
  const timers: NodeJS.Timeout[] = [];
  const stop = () => {
    worker.stdin.end();
    timers.push(setTimeout(() => worker.stop('SIGTERM'), untilTermMs));
    timers.push(setTimeout(() => worker.stop('SIGKILL'), untilKillMs));
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    timers.forEach(clearTimeout);
  };
}

/** The same records; throws the signal's reason as soon as it is aborted, also while the next one is awaited. */
async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  aborted.catch(() => undefined);
  try {
    signal.throwIfAborted();
    for (;;) {
      const { done, value } = await Promise.race([iterator.next(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
