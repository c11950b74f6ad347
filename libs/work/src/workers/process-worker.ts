import { noWorkerCode, type Rows } from '@task-distributor/band';
import { type AttemptResult, attemptProcess, type HostAddress, type Worker } from '@task-distributor/remote';
import { adviceOnMissing } from './worker-command.ts';
import type { WorkerContext } from './worker-kind.ts';

/** A worker that runs one process on the host for each attempt. */
export function processWorker(
  context: WorkerContext,
  traits: Pick<Worker, 'name' | 'onePerHost' | 'canBeCutShort' | 'partName'>,
  commandLine: (rows: Rows, host: HostAddress) => string,
): Worker {
  const { launcher, limits } = context;
  return {
    ...traits,
    async attempt(rows, host, observer, signal) {
      const attempt = { launcher, host, commandLine: commandLine(rows, host), rows, limits };
      const result = await attemptProcess(
        { ...attempt, canBeCutShort: traits.canBeCutShort },
        observer,
        signal,
      );
      return withAdvice(result, host, context);
    },
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
