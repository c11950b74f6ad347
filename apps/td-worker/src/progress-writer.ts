import { encodeBand, type Rows } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';

const intervalMs = 1_000;

/**
 * Gives a function that writes a `running` line for the band, at most one a second.
 * @returns takes pixels done and to do
 */
export function progressWriter(
  context: TdContext,
  rows: Rows,
  host: string,
): (progress: { done: number; total: number }) => void {
  let last = -Infinity;
  return ({ done, total }) => {
    const now = performance.now();
    if (total === 0 || now - last < intervalMs) return;
    last = now;
    const percent = String(Math.floor((100 * done) / total));
    context.stdout.write(encodeBand({ ...rows, host, state: 'running', info: percent }));
  };
}
