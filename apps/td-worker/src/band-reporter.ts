import { encodeBand, type RenderReport, type Rows } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';

const intervalMs = 1_000;

/** What there is to say about a running band. */
export interface BandStatus {
  /** Pixels. */
  readonly done: number;
  readonly total: number;
  /** The last of the rows that are finished from the first on; null = not known, or none. */
  readonly lastRow: number | null;
  /** Whether the band can end as soon as its rows are finished, without another launch. */
  readonly isDirect?: boolean;
}

/** Writes lines about the band to stdout, for the master. */
export interface BandReporter {
  /**
   * Writes a `running` line with percent and finished rows, `45 rows=96`, and whether it is direct: at most once a second, and less often while both stay
   * the same.
   */
  running(status: BandStatus): void;
  /** Writes a `split` line with the rows that the band keeps. The lines after it name the band by these rows. */
  split(kept: Rows): void;
  /** Writes an `ended` line with the facts about the band: `bytes=9 parse=0.1 trace=2 launch=0.7`. */
  ended(rendered: RenderReport): void;
  /** Writes a `failed` line with the kind of failure, for one that would occur again. */
  failed(reason: string, code: string): void;
}

/** @param aliveSeconds after which the same is written again, as a sign of life */
export function bandReporter(
  { stdout }: Pick<TdContext, 'stdout'>,
  first: Rows,
  host: string,
  aliveSeconds: number,
): BandReporter {
  let rows = first;
  let last = { at: -Infinity, info: '' };
  return {
    running({ done, total, lastRow, isDirect = false }) {
      if (total === 0) return;
      const percent = Math.floor((100 * done) / total);
      const info = [
        percent,
        ...(lastRow === null ? [] : [`rows=${lastRow}`]),
        ...(isDirect ? ['direct'] : []),
      ].join(' ');
      const age = performance.now() - last.at;
      const isNews = info !== last.info || age >= aliveSeconds * 1_000;
      if (age < intervalMs || !isNews) return;
      last = { at: performance.now(), info };
      stdout.write(encodeBand({ ...rows, host, state: 'running', info }));
    },
    split(kept) {
      // The record names the band by its rows so far, and has those that it keeps as its info.
      stdout.write(encodeBand({ ...rows, host, state: 'split', info: `${kept.first}-${kept.last}` }));
      rows = kept;
    },
    ended(report) {
      stdout.write(encodeBand({ ...rows, host, state: 'ended', info: factsOf(report) }));
    },
    failed(reason, code) {
      stdout.write(encodeBand({ ...rows, host, state: 'failed', info: reason, code }));
    },
  };
}

function factsOf({ bytes, parseSeconds, traceSeconds, launchSeconds, continued }: RenderReport): string {
  const facts = { bytes, parse: parseSeconds, trace: traceSeconds, launch: launchSeconds, continued };
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
