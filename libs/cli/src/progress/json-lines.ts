import {
  type Band,
  bandKey,
  formatRows,
  isBand,
  type JobEvent,
  rowsOf,
  splitOf,
} from '@task-distributor/band';
import { type JobState, remaining } from '@task-distributor/history';
import { percentDone } from './progress-text.ts';
import { timeNow } from './time-now.ts';

/** Writes a JSON line when something happens, and one about the whole job at most once a second. */
export class JsonLines {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** A display of this job. */
  of(state: JobState): { see(event: JobEvent): void; end(): void } {
    let at = -Infinity;
    return {
      see: (event) => {
        const facts = isBand(event) ? bandFacts(event, state) : otherFacts(event);
        if (facts !== null) this.#put(facts);
        if (timeNow() - at < intervalMs || !isBand(event)) return;
        at = timeNow();
        this.#put(progressFacts(state));
      },
      end: () => this.#put(progressFacts(state)),
    };
  }

  message(text: string): void {
    this.#put({ event: 'message', text });
  }

  #put(facts: object): void {
    this.#write(`${JSON.stringify({ time: new Date(timeNow()).toISOString(), ...facts })}\n`);
  }
}

function bandFacts(band: Band, state: JobState): object | null {
  const { state: event, host, info } = band;
  if (event === 'running' || event === '-' || event === 'ended') return null;
  const rows = rowsOf(band);
  const facts = { event, rows: rows === null ? null : formatRows(rows), host };
  if (event === 'started') return { ...facts, attempt: state.bands.get(bandKey(band))?.attempt ?? 1 };
  if (event === 'split') return { ...facts, rest: formatRows(splitOf(band).rest) };
  return event === 'failed' ? { ...facts, reason: info } : facts;
}

function otherFacts(event: Exclude<JobEvent, Band>): object | null {
  if (event.type === 'host') return { event: event.status, host: event.host };
  if (event.type === 'composed') {
    const { output, width, height } = event;
    return { event: 'composed', output, width, height };
  }
  if (event.type !== 'attempt' || event.outcome.reason === null) return null;
  const { rows, host, attempt, attempts, outcome } = event;
  return { event: 'attempt-failed', rows: formatRows(rows), host, attempt, attempts, reason: outcome.reason };
}

function progressFacts(state: JobState): object {
  const { bands, bandsDone, bandsFailed } = state.totals;
  const now = timeNow();
  const rest = remaining(state, now);
  const elapsed = tenths((now - (state.opened ?? now)) / 1_000);
  const left = rest === null ? null : { least: tenths(rest.least), most: tenths(rest.most) };
  return {
    event: 'progress',
    percent: percentDone(state),
    bands,
    done: bandsDone,
    failed: bandsFailed,
    elapsed,
    left,
  };
}

function tenths(seconds: number): number {
  return Math.round(10 * seconds) / 10;
}

const intervalMs = 1_000;
