import { hostNameOf, type Band, rowsOf, sameRows } from '@task-distributor/band';
import { isPartThere, partPath } from './find-part.ts';
import { lockfilePath } from './names.ts';
import { LockfileReader } from './lockfile-reader.ts';

/**
 * Whether a band is finished, whatever became of the connection to its worker: the lockfile has a line of its rows, or
 * one without rows of its host, and the part is there.
 * @throws TdError when the lockfile cannot be read; none at all is no
 */
export async function isFinished(folder: string, band: Band): Promise<boolean> {
  const { lines } = await new LockfileReader(lockfilePath(folder)).read();
  const rows = rowsOf(band);
  const host = band.host === null ? null : hostNameOf(band.host);
  const own = lines.filter((line) =>
    line.rows === null || rows === null ? line.host === host : sameRows(line.rows, rows),
  );
  const paths = new Set(own.map((line) => partPath(folder, line)));
  for (const path of paths) if (await isPartThere(path)) return true;
  return false;
}
