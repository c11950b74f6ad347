import {
  AsyncQueue,
  exitCodes,
  isBand,
  type JobEvent,
  linkAbort,
  type LinkedAbort,
  TdError,
  timeoutCode,
} from '@task-distributor/band';
import { BandLedger } from './band-ledger.ts';
import { checkFolder, isThere } from './check-folder.ts';
import { isPartThere, partPath } from './find-part.ts';
import { isNetworkFileSystem } from './is-network-file-system.ts';
import { LockfileReader } from './lockfile-reader.ts';
import { lockfilePath } from './names.ts';
import { StageInput } from './stage-input.ts';
import { UnstartedBands } from './unstarted-bands.ts';

export interface WaitOptions {
  readonly folder: string;
  /** How long a line may come after `ended`, and a part after its line; default 10. */
  readonly graceSeconds?: number;
  /** Counted from the call; null, the default: no deadline. */
  readonly deadlineSeconds?: number | null;
}

/**
 * The wait stage: emits the line that finishes a band, and the band as `done` with its part's path, as soon as the line is
 * in the lockfile and the part in the folder. A line with rows finishes the band of those rows, a line without rows the
 * band that was last started on that host. A band that has `ended` and gets no line within the grace has failed.
 * Everything else is passed on, except `running` and `ended` of a band that is done or failed.
 * The stage starts when it is called, does not wait to be pulled, and never changes the folder. It looks at stream and
 * lockfile 20 times a second. It ends when its input has ended and every band is done or failed; a band that nobody starts
 * (`-`) is waited for, too.
 * @throws TdError E_TIMEOUT with exit code 124, after `failed` for every unfinished band; what the input throws; the
 *   signal's reason, at once
 */
export function waitForBands(
  events: AsyncIterable<JobEvent>,
  options: WaitOptions,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const output = new AsyncQueue<JobEvent>();
  const stop = linkAbort(signal);
  follow(events, options, output, stop.signal).then(
    () => output.end(),
    (error: unknown) => output.fail(error),
  );
  return drain(output, stop, signal);
}

async function* drain(
  output: AsyncQueue<JobEvent>,
  stop: LinkedAbort,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  try {
    yield* output.drain(signal);
  } finally {
    stop.abort(undefined);
    stop.unlink();
  }
}

async function follow(
  events: AsyncIterable<JobEvent>,
  options: WaitOptions,
  output: AsyncQueue<JobEvent>,
  signal: AbortSignal,
): Promise<void> {
  const { folder, graceSeconds = 10 } = options;
  const deadlineSeconds = options.deadlineSeconds ?? Infinity;
  const deadline = performance.now() + deadlineSeconds * 1000;
  const unstarted = new UnstartedBands();
  const input = new StageInput(events, signal);
  const reader = new LockfileReader(lockfilePath(folder));
  // A stage before this one may be about to create the folder: it does so before its first record.
  if (!(await isThere(folder))) await input.begin(deadline);
  await checkFolder(folder);
  const ledger = new BandLedger({
    folder,
    isShared: await isNetworkFileSystem(folder),
    graceMs: graceSeconds * 1000,
    emit: (event) => output.push(event),
  });
  for (;;) {
    // The lockfile before the stream: a line that is older than `started` must not be taken for a newer one.
    const asked = performance.now();
    const hasRead = await reader.read(ledger);
    for (const event of input.take()) {
      unstarted.see(event);
      if (isBand(event)) ledger.take(event);
      else output.push(event);
    }
    if (input.hasEnded) ledger.endInput();
    await checkParts(ledger, folder, asked, signal);
    // A file system can take longer to answer than the grace, and the answer can be old: the last look begins after its end.
    if (hasRead) ledger.expire(asked);
    if (input.hasEnded && ledger.isSettled) return;
    if (performance.now() >= deadline) timeOut(ledger, unstarted, deadlineSeconds);
    await input.wait(deadline);
  }
}

async function checkParts(
  ledger: BandLedger,
  folder: string,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const entries = ledger.partsToCheck(now);
  for (let i = 0; i < entries.length; i += checksAtOnce) {
    signal.throwIfAborted();
    const some = entries.slice(i, i + checksAtOnce);
    const found = await Promise.all(some.map(({ line }) => isPartThere(partPath(folder, line!))));
    for (const [j, entry] of some.entries()) if (found[j]) ledger.finish(entry);
  }
}

/** @throws TdError */
function timeOut(ledger: BandLedger, unstarted: UnstartedBands, seconds: number): never {
  for (const band of unstarted.all()) ledger.take(band);
  const reason = `timed out after ${seconds} s`;
  const count = ledger.failAll(reason, timeoutCode);
  throw new TdError(`${reason}: ${count} ${count === 1 ? 'band is' : 'bands are'} not finished`, {
    code: timeoutCode,
    exitCode: exitCodes.timedOut,
  });
}

const checksAtOnce = 16;
