import { join } from 'node:path';
import { type Band, batches, hostNameOf, limitConcurrency, type Rows, rowsOf } from '@task-distributor/band';
import { checkPart } from '@task-distributor/imaging';
import { type Job, lockfilePath, markAllDone, partName } from '@task-distributor/lockfile';
import { thisMachine } from '@task-distributor/remote';

export interface ResumedJob {
  readonly job: Job;
  /** Checks the lockfile for the last time; must be called before the job writes its own lines. */
  confirm(): Promise<void>;
  /** Whether the band's line and its part exist. */
  isFinished(band: Band): Promise<boolean>;
}

/**
 * The same bands, but `ended` if their part exists, is whole and belongs to this job. Their lines are added to the lockfile
 * if missing, so that td-wait finds them.
 */
export async function* resumeBands(
  bands: AsyncIterable<Band>,
  resumed: ResumedJob,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const limit = limitConcurrency(checksAtOnce);
  for await (const batch of batches(bands, bandsAtOnce, signal)) {
    const checked = await Promise.all(batch.map((band) => limit(() => checkBand(band, resumed.job))));
    const lines = [];
    for (const band of checked) {
      if (band.state !== 'ended' || (await resumed.isFinished(band))) continue;
      lines.push({ host: hostNameOf(band.host!), rows: rowsOf(band)! });
    }
    if (lines.length > 0) await writeLines(lines, resumed);
    yield* checked;
  }
}

async function checkBand(band: Band, job: Job): Promise<Band> {
  const rows = band.state === '-' ? rowsOf(band) : null;
  if (rows === null) return band;
  const path = join(job.folder, partName(rows));
  const { whole } = await checkPart(path, { rows, width: job.file.width, job: job.id });
  if (!whole) return band;
  return { ...band, host: band.host ?? thisMachine().name, state: 'ended', info: null };
}

async function writeLines(lines: { host: string; rows: Rows }[], resumed: ResumedJob): Promise<void> {
  await resumed.confirm();
  await markAllDone(lockfilePath(resumed.job.folder), lines, { job: resumed.job.id });
}

const bandsAtOnce = 1_000;
const checksAtOnce = 8;
