import { errorMessage, TdError } from '@task-distributor/band';
import { type HostAddress, type Launcher, quoteCommand, runOnHost } from '@task-distributor/remote';
import { version } from '../version.ts';
import { versionIn } from '../workers/bare/look-at-host.ts';
import { adviceOnMissing, workerCommandOn } from '../workers/worker-command.ts';
import type { HostProgram, WorkerKind } from '../workers/worker-kind.ts';
import type { HostAnswers } from './ask-host.ts';
import type { CheckPlan } from './check-plan.ts';

/** The worker with which a host renders. */
export interface WorkerFound {
  /** `bare` = the host only runs the renderer. */
  readonly runs: HostProgram;
  /** null = not known, or there is none. */
  readonly version: string | null;
  /** Why it cannot be run; null = it can. */
  readonly failure: string | null;
}

export interface WorkerQuestion {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly plan: CheckPlan;
  readonly kind: WorkerKind;
}

/** Finds out which worker a job would run on a host, as the job itself decides it. @throws the signal's reason */
export async function findWorker(
  { launcher, host, plan, kind }: WorkerQuestion,
  { facts }: HostAnswers,
  signal: AbortSignal,
): Promise<WorkerFound> {
  const { isHere } = launcher.wayTo(host);
  const { command } = plan.dispatch.worker;
  const runs = kind.onHost.runs(facts, isHere);
  const isDefault = command === null || command === 'auto';
  // The one that came with this command.
  if (runs === 'td-worker' && isHere && isDefault) return { runs, version, failure: null };
  if (runs === 'bare' || !kind.onHost.needsJobFolder) return { runs, version: facts.worker, failure: null };
  const onHost = workerCommandOn(launcher, host, command);
  const line = runs === 'original' ? seesScript(onHost) : `${onHost} --version`;
  try {
    const lines = await withLimit(signal, (limit) => runOnHost({ launcher, host, commandLine: line }, limit));
    return { runs, version: runs === 'original' ? null : versionIn(lines.join('\n')), failure: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TdError)) throw error;
    const said = runs === 'original' ? `${onHost}: not found` : errorMessage(error);
    const advice = runs === 'original' ? '' : adviceOnMissing(launcher, host, onHost);
    return { runs, version: null, failure: `${said}${advice}` };
  }
}

/** A command line that fails if there is no such script, or program. */
function seesScript(command: string): string {
  const [first = '', second = ''] = command.trim().split(/\s+/);
  const script = /^(.*\/)?(ba|da|k|z)?sh$/.test(first) ? second : first;
  return `${quoteCommand(['sh', '-c', '[ -r "$1" ] || command -v "$1" >/dev/null', 'td-check'])} ${script}`;
}

async function withLimit<Result>(
  signal: AbortSignal,
  run: (limit: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await run(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (limit.aborted) throw new TdError(`no answer for ${limitMs / 1000} s`, { cause: error });
    throw error;
  }
}

const limitMs = 15_000;
