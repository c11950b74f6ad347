import {
  describeBand,
  exitCodes,
  formatRows,
  TdError,
  timeoutCode,
  type Band,
  type Rows,
} from '@task-distributor/band';

export type BandWithRows = Band & Rows;

/**
 * Refuses bands that failed, and `done` bands that do not cover the rows of the image, each once.
 * @param bands the last record about each band, in row order
 * @throws TdError; its exit code is 124 where a time limit ended one of the bands
 */
export function refuseIncomplete(bands: readonly BandWithRows[], height: number): void {
  if (bands.length === 0) throw new TdError(`Expected bands that cover rows 1-${height}, got none`);
  refuseFailed(bands);
  const done = bands.filter(isDone);
  refuseOverlap(done, height);
  refuseMissing(
    done,
    bands.filter((band) => !isDone(band)),
    height,
  );
}

export function inRowOrder(a: Rows, b: Rows): number {
  return a.first - b.first || a.last - b.last;
}

function isDone({ state }: Band): boolean {
  return state === 'done';
}

function refuseFailed(bands: readonly BandWithRows[]): void {
  const failed = bands.filter(({ state }) => state === 'failed');
  const [first] = failed;
  if (!first) return;
  const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  const isTimeout = failed.some(({ code }) => code === timeoutCode);
  throw new TdError(`${describeBand(first)} failed: ${first.info ?? 'no reason was given'}${more}`, {
    code: 'E_BAND_FAILED',
    exitCode: isTimeout ? exitCodes.timedOut : exitCodes.failed,
    rows: { first: first.first, last: first.last },
    ...(first.host === null ? {} : { host: first.host }),
  });
}

function refuseOverlap(done: readonly BandWithRows[], height: number): void {
  done.forEach((band, i) => {
    if (band.last > height) {
      throw new TdError(`Expected rows within 1-${height}, got ${describeBand(band)} (${band.info})`);
    }
    const next = done[i + 1];
    if (next && next.first <= band.last) {
      throw new TdError(`Expected each row once, got ${describeBand(band)} and ${describeBand(next)}`);
    }
  });
}

function refuseMissing(
  done: readonly BandWithRows[],
  unfinished: readonly BandWithRows[],
  height: number,
): void {
  const missing = describeGaps(gapsBetween(done, height), withoutCommonRows(unfinished));
  if (missing.length === 0) return;
  const more = missing.length > 3 ? `; and ${missing.length - 3} more` : '';
  throw new TdError(`${missing.slice(0, 3).join('; ')}${more}`, { code: 'E_ROWS_MISSING' });
}

function gapsBetween(done: readonly Rows[], height: number): Rows[] {
  const gaps: Rows[] = [];
  let next = 1;
  for (const { first, last } of [...done, { first: height + 1, last: height + 1 }]) {
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  return gaps;
}

/** The bands without the rows that an earlier band also has. */
function withoutCommonRows(bands: readonly BandWithRows[]): BandWithRows[] {
  let next = 1;
  return bands.flatMap((band) => {
    if (band.last < next) return [];
    const own = { ...band, first: Math.max(next, band.first) };
    next = band.last + 1;
    return [own];
  });
}

/** Describes the rows in each gap by the last state of their bands. @param unfinished in row order, without common rows */
function describeGaps(gaps: readonly Rows[], unfinished: readonly BandWithRows[]): string[] {
  const texts: string[] = [];
  const describe = (first: number, last: number, known: string): void => {
    if (first <= last) texts.push(`rows ${formatRows({ first, last })} are missing (${known})`);
  };
  let i = 0;
  for (const gap of gaps) {
    let next = gap.first;
    while (i < unfinished.length && unfinished[i]!.first <= gap.last) {
      const band = unfinished[i]!;
      if (band.last >= next) {
        describe(next, band.first - 1, 'no band has them');
        describe(Math.max(next, band.first), Math.min(gap.last, band.last), `last state: ${stateOf(band)}`);
        next = band.last + 1;
      }
      // It may reach into the next gap, too.
      if (band.last > gap.last) break;
      i += 1;
    }
    describe(next, gap.last, 'no band has them');
  }
  return texts;
}

function stateOf({ host, state }: Band): string {
  return [host, state === '-' ? 'not started' : state].filter(Boolean).join(' ');
}
