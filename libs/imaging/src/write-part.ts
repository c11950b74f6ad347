import type { Rows } from '@task-distributor/band';
import { deflateBody, zlibHeader, zlibTrailer } from './deflate-body.ts';
import { encodeHead, headInFormat } from './image-head.ts';
import { linesInFormat, type ImageSource } from './image-lines.ts';
import { encodeMark } from './part-mark.ts';
import { encodeChunk } from './png-chunk.ts';
import { formatOf } from './raster-format.ts';

/** The rows and the job that a part's mark names. */
export interface MarkedAs extends Rows {
  readonly job: string | null;
}

export interface WrittenImage {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Writes rows of an image as a marked PNG of the same format. */
export async function writePart(
  source: ImageSource,
  write: (bytes: Buffer) => Promise<void>,
  rows: Rows,
  mark: MarkedAs,
): Promise<WrittenImage> {
  let bytes = 0;
  const put = async (chunk: Buffer) => {
    bytes += chunk.length;
    await write(chunk);
  };
  const { width } = source.head.header;
  const height = rows.last - rows.first + 1;
  const format = formatOf(source.head);
  const head = encodeHead(headInFormat(source.head, { width, height }, format));
  await put(Buffer.concat([head, encodeChunk('IDAT', zlibHeader)]));
  const body = await deflateBody(linesInFormat(source, rows, format), put);
  await put(
    Buffer.concat([
      encodeChunk('IDAT', zlibTrailer(body.adler)),
      encodeMark({ rows: mark, job: mark.job, bodyBytes: body.bytes, adler: body.adler }),
      encodeChunk('IEND'),
    ]),
  );
  return { width, height, bytes };
}
