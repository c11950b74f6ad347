import type { AttemptEnded, AttemptOutcome, Band, BandState, LineFound } from '@task-distributor/band';

/** Events as the stages emit them, for bands of ten rows: 1 to 10, 11 to 20. */
export function band(
  number: number,
  state: BandState,
  info: string | null = null,
  host = `pi11${number}`,
): Band {
  return { first: 10 * number - 9, last: 10 * number, host, state, info };
}

export function line(number: number, host = `pi11${number}`): LineFound {
  const rows = `${10 * number - 9}-${10 * number}`;
  return {
    type: 'line',
    band: band(number, 'started'),
    host,
    text: `${host} 2026_11_22_12:00:0${number} ${rows}`,
  };
}

const places = { folder: 'job', lockfile: 'job/lockfile' };
export const opened = { type: 'opened', job: 'job-1', ...places, width: 80, height: 60 } as const;
export const composed = {
  type: 'composed',
  output: 'a.png',
  width: 8,
  height: 20,
  parts: [],
  jobs: 1,
} as const;
export const closed = { type: 'closed', ...places, kept: null } as const;

export function attempt(
  number: number,
  facts: Partial<AttemptEnded>,
  outcome: Partial<AttemptOutcome>,
): AttemptEnded {
  return {
    type: 'attempt',
    rows: { first: 10 * number - 9, last: 10 * number },
    host: `pi11${number}`,
    attempt: 1,
    attempts: 3,
    start: new Date('2026-11-22T12:00:00Z'),
    end: new Date('2026-11-22T12:00:02.500Z'),
    outcome: {
      reason: null,
      isFinal: false,
      exitCode: 0,
      report: { bytes: 9, parseSeconds: 0.1, traceSeconds: null },
      ...outcome,
    },
    ...facts,
  };
}
