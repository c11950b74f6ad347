import { encodeBand, type RenderReport, type Rows } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';

const intervalMs = 1_000;

/** Writes lines about the band to stdout, for the master. */
export interface BandReporter {
  /**
   * Writes a `running` line with percent: at most once a second, and less often while the percentage stays the same.
   * `done` and `total` are pixels.
   */
  running(progress: { done: number; total: number }): void;
  /** Writes an `ended` line with the facts about the band: `bytes=9 parse=0.1 trace=2`. */
  ended(rendered: RenderReport): void;
  /** Writes a `failed` line with the kind of failure, for one that would occur again. */
  failed(reason: string, code: string): void;
}

/** @param aliveSeconds after which the same percentage is written again, as a sign of life */
export function bandReporter(
  { stdout }: Pick<TdContext, 'stdout'>,
  rows: Rows,
  host: string,
  aliveSeconds: number,
): BandReporter {
  let last = { at: -Infinity, percent: -1 };
  return {
    running({ done, total }) {
      const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
      const age = performance.now() - last.at;
      const isNews = percent !== last.percent || age >= aliveSeconds * 1_000;
      if (total === 0 || age < intervalMs || !isNews) return;
      last = { at: performance.now(), percent };
      stdout.write(encodeBand({ ...rows, host, state: 'running', info: String(percent) }));
    },
    ended({ bytes, parseSeconds, traceSeconds }) {
      const facts = { bytes, parse: parseSeconds, trace: traceSeconds };
      const info = Object.entries(facts)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `${name}=${value}`);
      stdout.write(encodeBand({ ...rows, host, state: 'ended', info: info.join(' ') }));
    },
    failed(reason, code) {
      stdout.write(encodeBand({ ...rows, host, state: 'failed', info: reason, code }));
    },
  };
}
