import { formatRows, type Rows } from '@task-distributor/band';
import { LockfileReader } from './lockfile-reader.ts';
import { lockfilePath } from './names.ts';

/** Whether the rows in the lockfile, in any order and overlapping or not, are all rows of the image. */
export async function coversImage(folder: string, height: number): Promise<boolean> {
  const all = new Map<string, Rows>();
  await new LockfileReader(lockfilePath(folder)).read({
    takeLine: ({ rows }) => {
      if (rows !== null) all.set(formatRows(rows), rows);
    },
    forgetLines: () => all.clear(),
  });
  let covered = 0;
  for (const { first, last } of [...all.values()].sort((a, b) => a.first - b.first)) {
    if (first > covered + 1) return false;
    covered = Math.max(covered, last);
  }
  return covered >= height;
}
