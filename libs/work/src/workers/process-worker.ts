import { noWorkerCode, type Rows } from '@task-distributor/band';
import {
  type AttemptArguments,
  type AttemptResult,
  attemptProcess,
  type Blocks,
  type HostAddress,
  type Worker,
} from '@task-distributor/remote';
import { adviceOnMissing } from './worker-command.ts';
import type { WorkerContext } from './worker-kind.ts';

/**
 * A worker that runs one process on the host for each attempt.
 * @param commandLine of a worker that renders a band, or only these blocks of it
 */
export function processWorker(
  context: WorkerContext,
  traits: Pick<Worker, 'name' | 'onePerHost' | 'canBeCutShort' | 'partName'>,
  commandLine: (rows: Rows, host: HostAddress, blocks: Blocks | null) => string,
): Worker {
  const { launcher, limits } = context;
  const { canBeCutShort } = traits;
  const attempt = async (
    rows: Rows,
    blocks: Blocks | null,
    ...[host, observer, signal]: AttemptArguments
  ): Promise<AttemptResult> => {
    const process = { launcher, host, commandLine: commandLine(rows, host, blocks), rows, limits };
    const result = await attemptProcess({ ...process, canBeCutShort }, observer, signal);
    return withAdvice(result, host, context);
  };
  return {
    ...traits,
    attempt: (rows, ...rest) => attempt(rows, null, ...rest),
    help: canBeCutShort ? attempt : null,
  };
}

/** Adds a command to try if the worker's program was not found on another host. */
function withAdvice(
  result: AttemptResult,
  host: HostAddress,
  { launcher, commandOn }: WorkerContext,
): AttemptResult {
  if (result.code !== noWorkerCode) return result;
  return { ...result, reason: `${result.reason}${adviceOnMissing(launcher, host, commandOn(host))}` };
}
