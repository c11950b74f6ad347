import type { AttemptEnded, Band, JobEvent, Rows } from '@task-distributor/band';
import { parseRows, splitBand } from '@task-distributor/band';
import { JobState, type Spell, type TimedEvent } from '../src/index.ts';

/** A job whose events come at given seconds. */
export class AJob {
  readonly state = new JobState();
  /** What it has seen. */
  readonly events: TimedEvent[] = [];
  now = 0;

  spellsOf(host: string): readonly Spell[] {
    return this.state.hosts.get(host)?.spells ?? [];
  }

  at(seconds: number): this {
    this.now = seconds * 1_000;
    return this;
  }

  see(...events: JobEvent[]): this {
    for (const event of events) {
      this.events.push({ at: this.now, event });
      this.state.see(event, this.now);
    }
    return this;
  }

  hosts(names: readonly string[], splits = false): this {
    return this.see({ type: 'hosts', hosts: names.map((name) => ({ name, slots: 1, weight: 1 })), splits });
  }

  queued(...bands: string[]): this {
    return this.see(...bands.map((rows): JobEvent => ({ type: 'queued', band: band(rows, null, '-') })));
  }

  /** Bands that are known, as between two commands. */
  bands(host: string | null, state: Band['state'], ...bands: string[]): this {
    return this.see(...bands.map((rows) => band(rows, host, state)));
  }

  running(rows: string, host: string, percent: number): this {
    return this.see({ ...band(rows, host, 'running'), info: String(percent) });
  }

  split(rows: string, host: string, last: number): this {
    return this.see(splitBand(band(rows, host, 'running'), last));
  }

  failed(rows: string, host: string, attempt: number, code?: string): this {
    return this.see(attemptEnded(rows, host, attempt, this.now, { reason: 'out of memory', code }));
  }

  succeeded(rows: string, host: string, attempt = 1): this {
    return this.see(attemptEnded(rows, host, attempt, this.now, { reason: null, code: undefined }));
  }
}

function band(rows: string, host: string | null, state: Band['state']): Band {
  return { ...parseRows(rows)!, host, state, info: null };
}

function attemptEnded(
  rows: string,
  host: string,
  attempt: number,
  now: number,
  end: { reason: string | null; code: string | undefined },
): AttemptEnded {
  const report = { bytes: null, parseSeconds: null, traceSeconds: null };
  const outcome = { ...end, isFinal: false, exitCode: null, report };
  const times = { start: new Date(now - 1_000), end: new Date(now) };
  return { type: 'attempt', rows: parseRows(rows) as Rows, host, attempt, attempts: 3, ...times, outcome };
}
