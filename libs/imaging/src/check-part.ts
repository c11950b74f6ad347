import { formatRows, TdError, type Rows } from '@task-distributor/band';
import { copyBody, copyBuffers } from './copy-body.ts';
import { inspectPart, type PartFacts } from './inspect-part.ts';
import { readPart, withPart, type OpenPart } from './open-part.ts';
import { openPng } from './open-png.ts';

export interface ExpectedPart {
  readonly rows: Rows;
  /** Pixels of a row. */
  readonly width: number;
  /** The job that the part's mark must name; default: a part of any job, or without a mark. */
  readonly job?: string | null;
}

export type PartCheck =
  | { readonly whole: true; readonly bytes: number }
  /** The reason is one line that names the path. */
  | { readonly whole: false; readonly reason: string };

/**
 * Checks whether a file is a whole part with these rows, this width and this job. All of it is read: the CRCs of a part
 * of the job are checked, any other part is inflated.
 * @throws only for bugs
 */
export async function checkPart(path: string, expected: ExpectedPart): Promise<PartCheck> {
  try {
    return await withPart(path, { followLinks: false }, async (part) => {
      const facts = await inspectPart(part);
      refuseOther(facts, expected);
      await checkData(part, facts, (expected.job ?? null) !== null);
      return { whole: true, bytes: part.size } as const;
    });
  } catch (error) {
    if (error instanceof TdError) return { whole: false, reason: error.message };
    throw error;
  }
}

function refuseOther({ head: { header }, isPng, marked }: PartFacts, expected: ExpectedPart): void {
  const { rows, width, job = null } = expected;
  const height = rows.last - rows.first + 1;
  const mark = marked?.mark;
  if (!isPng) throw new TdError('Expected a PNG image, got another kind');
  if (header.width !== width || header.height !== height) {
    throw new TdError(`Expected ${width}x${height} pixels, got ${header.width}x${header.height}`);
  }
  if (mark && mark.rows.first !== rows.first) {
    throw new TdError(`Expected rows ${formatRows(rows)}, got rows ${formatRows(mark.rows)}`);
  }
  if (job !== null && mark?.job !== job) {
    throw new TdError(`Expected a part of job ${job}, got one of ${mark?.job ?? 'no job'}`);
  }
}

async function checkData(part: OpenPart, { head, marked }: PartFacts, isTrusted: boolean): Promise<void> {
  if (marked) {
    const write = () => Promise.resolve();
    await copyBody(part, head.header, marked, {
      write,
      buffers: copyBuffers(part.size),
      inflate: !isTrusted,
    });
  } else {
    for await (const data of (await openPng(readPart(part))).data) void data;
  }
}
