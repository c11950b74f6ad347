import { type Rows, TdError } from '@task-distributor/band';
import { inspectPart } from './inspect-part.ts';
import { withPart } from './open-part.ts';

/** The job that the mark of a part names; null = it has no mark for exactly these rows, or names no job. */
export async function jobOfPart(path: string, rows: Rows): Promise<string | null> {
  try {
    return await withPart(path, { followLinks: false }, async (part) => {
      const mark = (await inspectPart(part)).marked?.mark;
      return mark?.rows.first === rows.first && mark.rows.last === rows.last ? mark.job : null;
    });
  } catch (error) {
    if (error instanceof TdError) return null;
    throw error;
  }
}
