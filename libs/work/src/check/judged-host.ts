import { type HostAddress, sshCommand } from '@task-distributor/remote';
import type { WorkerKind } from '../workers/worker-kind.ts';
import type { HostAnswers } from './ask-host.ts';
import type { CheckPlan } from './check-plan.ts';
import type { WorkerFound } from './find-worker.ts';

/** What is known of a host that has answered. */
export interface JudgedHost {
  readonly host: HostAddress;
  readonly isHere: boolean;
  readonly plan: CheckPlan;
  readonly kind: WorkerKind;
  readonly answers: HostAnswers;
  readonly worker: WorkerFound;
}

/** A command line for the user that runs a command on the host. @param isInteractive whether it may ask for a password */
export function commandOn(
  { host, isHere }: Pick<JudgedHost, 'host' | 'isHere'>,
  command: string,
  isInteractive = false,
): string {
  if (isHere) return command;
  const line = sshCommand(host, command);
  return isInteractive ? line.replace(/^ssh /, 'ssh -t ') : line;
}
