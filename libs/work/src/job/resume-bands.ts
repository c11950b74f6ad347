import {
  type Band,
  batches,
  formatRows,
  hostNameOf,
  type Rows,
  rowsOf,
  splitBand,
} from '@task-distributor/band';
import { decodeSplits, type Job, lockfilePath, markAllDone } from '@task-distributor/lockfile';
import { thisMachine } from '@task-distributor/remote';
import { finishedBands } from './finished-bands.ts';
import { cutAgain, type Piece, piecesOf, withinAny } from './finished-pieces.ts';

export interface ResumedJob {
  readonly job: Job;
  /** Whether a band that is not finished may go on as several bands. */
  readonly mayCut: boolean;
  /** Whether what was left of a band that was cut short may go to any host. */
  readonly mayMove: boolean;
  /** Checks the lockfile for the last time; must be called before the job writes its own lines. */
  confirm(): Promise<void>;
  /** Whether the band's line and its part exist. */
  isFinished(band: Band): Promise<boolean>;
}

/**
 * The same bands, but `ended` if their part exists, is whole and belongs to this job. A band that was cut short before is
 * `split` again at the same rows, so that only what is missing is rendered, and what was kept of it is found. The lines of finished
 * bands are added to the lockfile if missing, so that td-wait finds them.
 */
export async function* resumeBands(
  bands: AsyncIterable<Band>,
  resumed: ResumedJob,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const { job, mayCut, mayMove } = resumed;
  const cuts = { firsts: mayCut ? decodeSplits(job.file.splits) : [], mayMove };
  for await (const batch of batches(bands, bandsAtOnce, signal)) {
    const parts = await partsOf(batch, resumed);
    const records = batch.flatMap((band) => recordsOf(band, parts, cuts));
    const lines = [];
    for (const band of records) {
      if (band.state !== 'ended' || (await resumed.isFinished(band))) continue;
      lines.push({ host: hostNameOf(band.host!), rows: rowsOf(band)! });
    }
    if (lines.length > 0) await writeLines(lines, resumed);
    yield* records;
  }
}

/** The rows of the whole parts of this job that can be used for these bands. */
async function partsOf(bands: readonly Band[], { job, mayCut }: ResumedJob): Promise<Rows[]> {
  const asked = bands.map(askedRows).filter((rows) => rows !== null);
  const names = new Set(asked.map(formatRows));
  const isWanted = mayCut ? withinAny(asked) : (rows: Rows) => names.has(formatRows(rows));
  return finishedBands(job.folder, job.file, isWanted);
}

function askedRows(band: Band): Rows | null {
  return band.state === '-' ? rowsOf(band) : null;
}

interface EarlierCuts extends Pick<ResumedJob, 'mayMove'> {
  /** First rows of what was left of bands. */
  readonly firsts: readonly number[];
}

function recordsOf(band: Band, parts: readonly Rows[], { firsts, mayMove }: EarlierCuts): Band[] {
  const rows = askedRows(band);
  if (rows === null) return [band];
  const records: Band[] = [];
  let left: Band & Rows = { ...band, ...rows };
  for (const piece of cutAgain(piecesOf(rows, parts), firsts)) {
    if (piece.rows.last < left.last) records.push(splitBand(left, piece.rows.last));
    records.push(bandOf(piece, band, mayMove));
    left = { ...left, first: piece.rows.last + 1 };
  }
  return records;
}

function bandOf({ rows, isFinished }: Piece, band: Band, mayMove: boolean): Band {
  const isRest = rows.first > band.first!;
  if (!isFinished) return { ...band, ...rows, host: isRest && mayMove ? null : band.host };
  return { ...band, ...rows, host: band.host ?? thisMachine().name, state: 'ended', info: null };
}

async function writeLines(lines: { host: string; rows: Rows }[], resumed: ResumedJob): Promise<void> {
  await resumed.confirm();
  await markAllDone(lockfilePath(resumed.job.folder), lines, { job: resumed.job.id });
}

const bandsAtOnce = 1_000;
