import { formatRows, TdError, type Rows } from '@task-distributor/band';
import { copyBody, copyBuffers } from './copy-body.ts';
import { inspectPart } from './inspect-part.ts';
import { readPart, withPart } from './open-part.ts';
import { openPng } from './open-png.ts';

export interface ExpectedPart {
  readonly rows: Rows;
  /** Pixels of a row. */
  readonly width: number;
  /** The job that the part's mark must name. Left out: any part, marked or not. */
  readonly job?: string | null;
}

export type PartCheck =
  | { readonly whole: true; readonly bytes: number }
  /** One line that names the path. */
  | { readonly whole: false; readonly reason: string };

/**
 * Whether a file is a whole part of these rows, this width and this job. All of it is read: of a part of the job the CRCs
 * are checked, any other is inflated.
 * @throws only for bugs
 */
export async function checkPart(path: string, expected: ExpectedPart): Promise<PartCheck> {
  const { rows, width, job = null } = expected;
  try {
    return await withPart(path, {}, async (part) => {
      const { head, layout } = await inspectPart(part);
      const { header } = head;
      const height = rows.last - rows.first + 1;
      if (layout === null) throw new TdError('Expected a PNG image, got another kind');
      if (header.width !== width || header.height !== height) {
        throw new TdError(`Expected ${width}x${height} pixels, got ${header.width}x${header.height}`);
      }
      const { mark } = layout;
      if (mark && mark.rows.first !== rows.first) {
        throw new TdError(`Expected rows ${formatRows(rows)}, got rows ${formatRows(mark.rows)}`);
      }
      if (job !== null && mark?.job !== job) {
        throw new TdError(`Expected a part of job ${job}, got one of ${mark?.job ?? 'no job'}`);
      }
      const write = () => Promise.resolve();
      if (mark) await copyBody(part, layout, { write, buffers: copyBuffers(), inflate: job === null });
      else for await (const data of (await openPng(readPart(part))).data) void data;
      return { whole: true, bytes: part.size } as const;
    });
  } catch (error) {
    if (error instanceof TdError) return { whole: false, reason: error.message };
    throw error;
  }
}
