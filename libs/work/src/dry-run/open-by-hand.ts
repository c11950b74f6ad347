import { lockfilePath } from '@task-distributor/lockfile';
import { quoteArgument, quoteCommand } from '@task-distributor/remote';

/** Opens a job as the original's master does. Where there is a lockfile, it fails. */
export function openByHand(folder: string): string {
  return `${quoteCommand(['mkdir', '-p', folder])} && (set -C; : > ${quoteArgument(lockfilePath(folder))})`;
}
