import { TdError } from '@task-distributor/band';
import { copyBody, type CopyBuffers } from './copy-body.ts';
import { deflateBody, type Body } from './deflate-body.ts';
import { linesInFormat } from './image-lines.ts';
import { inspectPart, openImage, rowsInPart, type PartFacts } from './inspect-part.ts';
import type { KnownPart } from './known-part.ts';
import type { OpenPart } from './open-part.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, sameFormat } from './raster-format.ts';

interface BodyTarget {
  /** Head of the image. */
  readonly head: PngHead;
  /** Parts with the mark of this job are copied without being inflated; null = all parts are inflated. */
  readonly trustedJob: string | null;
  readonly buffers: CopyBuffers;
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

/**
 * Writes the rows of a part as IDAT chunks of the image: copies them where they are a marked part's in the image's
 * format, and deflates them again otherwise.
 * @throws TdError when the part is damaged, or is not the one that is known; some of it may be written by then
 */
export async function writeBody(part: OpenPart, known: KnownPart, target: BodyTarget): Promise<Body> {
  const { head, trustedJob, buffers, write } = target;
  const facts = await factsNow(part, known, head);
  const rows = rowsInPart(facts, known.rows, head.header.height);
  const format = formatOf(head);
  const { marked } = facts;
  if (marked && sameFormat(formatOf(facts.head), format)) {
    const inflate = trustedJob === null || marked.mark.job !== trustedJob;
    return await copyBody(part, facts.head.header, marked, { write, buffers, inflate });
  }
  return await deflateBody(linesInFormat(await openImage(part, facts), rows, format), write);
}

/** What is known of the part, or what is found where the file has changed since then. */
async function factsNow(part: OpenPart, { facts: known }: KnownPart, image: PngHead): Promise<PartFacts> {
  if (part.version === known.version) return known;
  const facts = await inspectPart(part);
  const isLikeKnown =
    facts.head.header.width === image.header.width &&
    sameFormat(formatOf(facts.head), formatOf(known.head)) &&
    (facts.marked === null) === (known.marked === null);
  if (!isLikeKnown) throw new TdError('The part was replaced by another one while the image was composed');
  return facts;
}
