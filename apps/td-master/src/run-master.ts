import { type Band, describeBand, isBand, type JobEvent, TdError } from '@task-distributor/band';
import { showProgress, stopReason, type TdContext, writeLine } from '@task-distributor/cli';
import { checkOutputName, composeBands } from '@task-distributor/imaging';
import { closeJob, type Job, waitForBands } from '@task-distributor/lockfile';
import { splitEvenly } from '@task-distributor/partition';
import { formatHostAddress } from '@task-distributor/remote';
import { Announcer } from './announcer.ts';
import { localHost } from './local-worker.ts';
import type { DispatchRequest } from './dispatch-request.ts';
import { createLaunchers } from './launchers.ts';
import { openDispatch } from './open-dispatch.ts';
import { howToResume, runDispatch } from './run-dispatch.ts';
import { timingLines } from './timing-lines.ts';

export interface MasterRequest extends DispatchRequest {
  /** So many bands. The first so many of the hosts get one each; without hosts, this machine gets all. */
  nodes: number;
  output: string;
  clean: boolean;
  /** How long a line may take after its worker has ended. */
  graceSeconds: number;
  /** For the whole job; null = no limit. */
  deadlineSeconds: number | null;
  /** When the command began, on performance.now()'s clock. */
  start: number;
}

/**
 * The whole job in one process: compose(wait(dispatch(partition))), and the original master's lines on stdout.
 * @param say takes what goes to stderr, a line each
 * @throws TdError when the image is not there in the end; finished parts stay
 */
export async function runMaster(
  request: MasterRequest,
  context: TdContext,
  say: (message: string) => void,
): Promise<void> {
  const { width, height, folder, nodes, output, hosts, clean, start } = request;
  checkOutputName(output);
  const bands = splitEvenly(height, nodes).map((rows, i): Band => {
    const address = hosts[i]?.address;
    return { ...rows, host: address ? formatHostAddress(address) : null, state: '-', info: null };
  });
  const announcer = new Announcer(
    bands.map(({ first, last }, i) => ({
      first: first!,
      last: last!,
      host: (hosts[i]?.address ?? localHost()).name,
    })),
  );
  const ending = new AbortController();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  const progress = showProgress(context.stderr, nodes);
  const write = (line: string) => progress.beside(() => writeLine(context, line));
  const notify = (message: string) => void progress.beside(() => say(message));
  const launchers = createLaunchers(request.via, request.acceptNew, notify);
  // A login takes a slow host longer than opening the job takes here. Not where it would change a file of the user's.
  if (!request.acceptNew) {
    for (const { address } of hosts.slice(0, nodes)) launchers.launcherFor(address).prepare?.(address);
  }
  let job: Job;
  try {
    job = await openDispatch(request, signal);
  } catch (error) {
    progress.stop();
    await launchers.close();
    throw error;
  }
  const opened = performance.now();

  let rendered = opened;
  let failures = 0;
  const see = async function* (from: AsyncIterable<JobEvent>): AsyncGenerator<Band> {
    for await (const band of from) {
      if (!isBand(band)) {
        if (band.type === 'line') announcer.finished(band.band.first!, band.host, band.text);
        continue;
      }
      progress.see(band);
      if (band.state === 'failed') {
        failures += 1;
        announcer.failed(band.first!);
        await progress.beside(() => say(`${describeBand(band)}: ${band.info ?? 'failed'}`));
      }
      yield band;
    }
    rendered = performance.now();
    announcer.end();
  };
  const started = runDispatch(asStream(bands), request, job, launchers, notify, signal);
  const waited = waitForBands(
    started,
    {
      folder,
      graceSeconds: request.graceSeconds,
      ...(request.deadlineSeconds === null ? {} : { deadlineSeconds: request.deadlineSeconds }),
    },
    signal,
  );
  const announced = write(`${folder}/lockfile has been created.\n`).then(() =>
    announcer.announce(write, signal),
  );
  announced.catch((error: unknown) => ending.abort(error));
  try {
    const { parts } = await composeBands(
      see(waited),
      { output, height, width, job: job.id, durable: clean },
      signal,
    );
    await announced;
    await write(nodes === 1 ? 'Image has been copied.\n' : 'Image parts have been composed.\n');
    if (clean) {
      await closeJob(folder, parts);
      await write(`${folder}/lockfile has been erased.\n`);
      await write('Image parts have been erased.\n');
    }
    await write(timingLines({ start, opened, rendered, end: performance.now() }));
  } catch (error) {
    ending.abort(error);
    // Its workers have ended when it has.
    await started.return(undefined).catch(() => undefined);
    await job.release();
    const stop = stopReason(error, context.signal);
    if (stop) throw new TdError(`${stop.message}; ${howToResume}`, { code: stop.code, cause: error });
    if (failures === 0 || !(error instanceof TdError)) throw error;
    throw new TdError(
      `${failures} of ${nodes} bands failed: ${output} has not been written; ${howToResume}`,
      {
        code: 'E_BANDS',
        exitCode: error.exitCode,
        cause: error,
      },
    );
  } finally {
    announcer.end();
    await announced.catch(() => undefined);
    progress.stop();
  }
}

async function* asStream(bands: readonly Band[]): AsyncGenerator<Band> {
  yield* bands;
}
