import { constants } from 'node:os';
import { type Shortage, tooManyProcesses } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { HostProcess, Launcher, ProcessEnd } from '../launcher.ts';
import type { AttemptResult } from '../worker.ts';

/**
 * What this machine has too little of, if that may be why a worker here has failed before it had rendered anything; null =
 * another reason, or another host.
 */
export async function shortageBehind(
  result: AttemptResult,
  process: HostProcess,
  { launcher, host }: { launcher: Launcher; host: HostAddress },
): Promise<Shortage | null> {
  if (result.shortage !== undefined) return result.shortage;
  if (result.published || result.reason === null || result.isFinal || !launcher.wayTo(host).isHere)
    return null;
  return hasAborted(await process.ended) ? tooManyProcesses : (launcher.shortage?.(host) ?? null);
}

/** As Node.js does when it gets no more threads as it starts. A shell around it adds 128 to the signal's number. */
function hasAborted(end: ProcessEnd): boolean {
  return end.exitCode === null ? end.signal === 'SIGABRT' : end.exitCode === 128 + constants.signals.SIGABRT;
}
