import { lockfilePath } from '@task-distributor/lockfile';
import { quoteArgument, quoteCommand } from '@task-distributor/remote';
import type { DispatchPlan } from '../plans.ts';

/** Opens a job as the original's master does. Fails where there is a lockfile that the job may neither take over nor join. */
export function openByHand(folder: string, { takeover, join }: DispatchPlan['job']): string {
  const lockfile = lockfilePath(folder);
  const makeFolder = quoteCommand(['mkdir', '-p', folder]);
  if (join) return `${makeFolder} && : >> ${quoteArgument(lockfile)}`;
  const takeOver = takeover === 'none' ? '' : `${quoteCommand(['rm', '-f', lockfile])} && `;
  return `${makeFolder} && ${takeOver}(set -C; : > ${quoteArgument(lockfile)})`;
}
