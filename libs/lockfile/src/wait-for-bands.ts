import { type Band, exitCodes, TdError, AsyncQueue } from '@task-distributor/band';
import { BandLedger } from './band-ledger.ts';
import { checkFolder } from './check-folder.ts';
import { isPartThere } from './find-part.ts';
import { lockfilePath } from './names.ts';
import type { LockfileLine } from './lockfile-line.ts';
import { LockfileReader } from './lockfile-reader.ts';

export interface WaitOptions {
  readonly folder: string;
  /** How long a line may come after `ended`, and a part after its line; default 10. */
  readonly graceSeconds?: number;
  /** From the call on; default: no end. */
  readonly deadlineSeconds?: number;
  /** Called for each band that a line has finished, just before it is said to be done. */
  readonly onLine?: (band: Band, line: LockfileLine) => void;
}

/**
 * The wait stage: says `done`, with the part's path, as soon as a band's line is in the lockfile and its part in the
 * folder. A line with rows finishes the band of those rows, a line without, the band that was last started on that
 * host. `ended` gives the line its grace; then the band has failed. All else is passed on, but for `running` and
 * `ended` of a band that is settled, which would take back what was said of it.
 * It starts at once, does not wait to be pulled, and never changes the folder. It ends when its input has ended and
 * every band is done or failed; bands that nobody starts (`-`) are waited for too.
 * @throws TdError E_TIMEOUT with exit code 124, after `failed` for every unfinished band; what the input threw; the
 *   signal's reason, at once
 */
export function waitForBands(
  bands: AsyncIterable<Band>,
  options: WaitOptions,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const output = new AsyncQueue<Band>();
  const left = new AbortController();
  const either = AbortSignal.any([signal, left.signal]);
  follow(bands, options, output, either).then(
    () => {
      output.end();
    },
    (error: unknown) => {
      output.fail(error);
    },
  );
  return drainAndLeave(output, left, signal);
}

async function* drainAndLeave(
  output: AsyncQueue<Band>,
  left: AbortController,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  try {
    yield* output.drain(signal);
  } finally {
    left.abort();
  }
}

async function follow(
  bands: AsyncIterable<Band>,
  options: WaitOptions,
  output: AsyncQueue<Band>,
  signal: AbortSignal,
): Promise<void> {
  const { folder, graceSeconds = 10, deadlineSeconds, onLine = () => undefined } = options;
  const deadline = deadlineSeconds === undefined ? Infinity : performance.now() + deadlineSeconds * 1000;
  const ledger = new BandLedger({ folder, graceSeconds, onLine, say: (band) => output.push(band) });
  const input = readEagerly(bands, signal);
  const reader = new LockfileReader(lockfilePath(folder));
  await checkFolder(folder);
  for (let inputHasEnded = false; ;) {
    // The lockfile before the stream: a line that is older than `started` must not pass for a newer one.
    await readLines(reader, ledger);
    // Asked before taking: what comes in between is taken in the next round.
    const hasEnded = input.hasEnded;
    for (const band of input.take()) ledger.take(band, performance.now());
    if (hasEnded && !inputHasEnded) {
      // Takes nothing more, or throws what the input threw.
      input.take();
      inputHasEnded = true;
      ledger.endInput(performance.now());
    }
    for (const { entry, path } of ledger.awaitingPart) {
      if (await isPartThere(path)) ledger.finish(entry);
    }
    ledger.expire(performance.now());
    if (inputHasEnded && ledger.isSettled) return;
    if (performance.now() >= deadline) return timeOut(ledger, deadlineSeconds!);
    await input.wait(signal, Math.max(0, Math.min(pollMs, deadline - performance.now())));
  }
}

async function readLines(reader: LockfileReader, ledger: BandLedger): Promise<void> {
  const { lines, isNewFile } = await reader.read();
  if (isNewFile) ledger.forgetLines();
  const now = performance.now();
  for (const line of lines) ledger.takeLine(line, now);
}

/** @throws TdError */
function timeOut(ledger: BandLedger, seconds: number): never {
  const { length } = ledger.unfinished;
  const reason = `timed out after ${seconds} s`;
  ledger.failAll(reason);
  throw new TdError(`${reason}: ${length} ${length === 1 ? 'band is' : 'bands are'} not finished`, {
    code: 'E_TIMEOUT',
    exitCode: exitCodes.timedOut,
  });
}

/** Reads as fast as records come; one that never comes keeps nobody. */
function readEagerly(bands: AsyncIterable<Band>, signal: AbortSignal): AsyncQueue<Band> {
  const queue = new AsyncQueue<Band>();
  const iterator = bands[Symbol.asyncIterator]();
  const read = async (): Promise<void> => {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true || signal.aborted) return;
      queue.push(next.value);
    }
  };
  read().then(
    () => {
      queue.end();
    },
    (error: unknown) => {
      queue.fail(error);
    },
  );
  // Not waited for: a generator's return() waits for its pending next().
  signal.addEventListener('abort', () => void iterator.return?.().catch(() => undefined), { once: true });
  return queue;
}

/** A line must be noticed within 0.1 s. */
const pollMs = 50;
