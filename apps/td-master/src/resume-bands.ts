import { join } from 'node:path';
import { type Band, hostNameOf, partName, rowsOf } from '@task-distributor/band';
import { checkPart } from '@task-distributor/imaging';
import { type Job, type LockfileIndex, lockfilePath, markDone } from '@task-distributor/lockfile';
import { localHost } from './local-worker.ts';

/**
 * The same bands; those whose part is there, whole, and of this job have ended already. Their lines are written to the
 * lockfile again, where it is a new one, so that whoever follows it finds them.
 * @param confirm the job's last look at the lockfile, which must come before lines of its own are there
 */
export async function* resumeBands(
  bands: AsyncIterable<Band>,
  job: Job,
  index: LockfileIndex,
  confirm: () => Promise<void>,
): AsyncGenerator<Band> {
  for await (const band of bands) {
    const rows = band.state === '-' ? rowsOf(band) : null;
    const path = rows && join(job.folder, partName(rows));
    const part = path && (await checkPart(path, { rows, width: job.file.width, job: job.id }));
    if (!part || !part.whole) {
      yield band;
      continue;
    }
    const host = band.host === null ? localHost().name : hostNameOf(band.host);
    if (!(await index.isFinished({ ...band, host }))) {
      await confirm();
      await markDone(lockfilePath(job.folder), { host, rows }, { job: job.id });
    }
    yield { ...band, host: band.host ?? host, state: 'ended', info: null };
  }
}
