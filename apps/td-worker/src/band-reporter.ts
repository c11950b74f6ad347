import { encodeBand, type RenderReport, type Rows } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';

const intervalMs = 1_000;

/** Writes lines about the band to stdout, for the master. */
export interface BandReporter {
  /** Writes a `running` line with percent, at most once a second. `done` and `total` are pixels. */
  running(progress: { done: number; total: number }): void;
  /** Writes an `ended` line with the facts about the band: `bytes=9 parse=0.1 trace=2`. */
  ended(rendered: RenderReport): void;
  /** Writes a `failed` line with the kind of failure, for one that would occur again. */
  failed(reason: string, code: string): void;
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
    failed(reason, code) {
      context.stdout.write(encodeBand({ ...rows, host, state: 'failed', info: reason, code }));
    },
  };
}
