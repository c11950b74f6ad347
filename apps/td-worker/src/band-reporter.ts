import { encodeBand, type RenderReport, type Rows } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';

const intervalMs = 1_000;

/** What a worker says of its band on stdout, for whoever started it. */
export interface BandReporter {
  /** A `running` line with percent, at most one a second. Takes pixels done and to do. */
  running(progress: { done: number; total: number }): void;
  /** An `ended` line with what is known of the band: `bytes=9 parse=0.1 trace=2`. */
  ended(rendered: RenderReport): void;
  /** A `failed` line: the reason is one that trying again, here or elsewhere, does not mend. */
  failed(reason: string): void;
}

export function bandReporter(context: TdContext, rows: Rows, host: string): BandReporter {
  let last = -Infinity;
  return {
    running({ done, total }) {
      const now = performance.now();
      if (total === 0 || now - last < intervalMs) return;
      last = now;
      const percent = String(Math.floor((100 * done) / total));
      context.stdout.write(encodeBand({ ...rows, host, state: 'running', info: percent }));
    },
    ended({ bytes, parseSeconds, traceSeconds }) {
      const facts = { bytes, parse: parseSeconds, trace: traceSeconds };
      const info = Object.entries(facts)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `${name}=${value}`);
      context.stdout.write(encodeBand({ ...rows, host, state: 'ended', info: info.join(' ') }));
    },
    failed(reason) {
      context.stdout.write(encodeBand({ ...rows, host, state: 'failed', info: reason }));
    },
  };
}
