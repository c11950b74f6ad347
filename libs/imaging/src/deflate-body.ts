import { promisify } from 'node:util';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import { encodeChunk } from './png-chunk.ts';

/** A part's image data: deflated by itself, ending on a byte boundary and without a final block. */
export interface Body {
  /** Bytes deflated. */
  readonly bytes: number;
  /** Bytes inflated: filter types and filtered lines. */
  readonly inflatedBytes: number;
  /** Adler-32 of the inflated bytes. */
  readonly adler: number;
}

/** The two bytes before a body (RFC 1950, 2.2): deflate, window of 32 KiB, check bits. */
export const zlibHeader = Buffer.from([0x78, 0x01]);

/** The two bytes after it: an empty final block (RFC 1951, 3.2.3). Adler-32 follows. */
const finalBlock = Buffer.from([0x03, 0x00]);

/** What an empty stored block ends with, by which zlib's sync flush comes to a byte boundary. */
export const syncEnd = Buffer.from([0x00, 0x00, 0xff, 0xff]);

export function zlibTrailer(adler: number): Buffer {
  const trailer = Buffer.alloc(6);
  finalBlock.copy(trailer);
  trailer.writeUInt32BE(adler, 2);
  return trailer;
}

/**
 * Deflates filtered lines into IDAT chunks. Bodies deflated by this can stand one after the other in one zlib stream,
 * between one header and one trailer, since none refers to bytes of another, and each ends on a byte boundary.
 */
export async function deflateBody(
  lines: AsyncIterable<Buffer>,
  write: (chunk: Buffer) => Promise<void>,
): Promise<Body> {
  const deflater = createDeflate({ level: deflateLevel, chunkSize: deflatedChunk });
  const feeding = feed(lines, deflater);
  feeding.catch((error: unknown) => deflater.destroy(error as Error));
  deflater.on('error', () => undefined);
  let waiting: Buffer = Buffer.alloc(0);
  let bytes = -zlibHeader.length;
  try {
    for await (const data of deflater as AsyncIterable<Buffer>) {
      waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
      if (bytes < 0 && waiting.length >= zlibHeader.length) {
        waiting = waiting.subarray(zlibHeader.length);
        bytes = 0;
      }
      if (waiting.length < deflatedChunk || bytes < 0) continue;
      const ready = waiting.subarray(0, waiting.length - trailerBytes);
      waiting = waiting.subarray(ready.length);
      bytes += ready.length;
      await write(encodeChunk('IDAT', ready));
    }
  } finally {
    deflater.destroy();
  }
  const rest = waiting.subarray(0, waiting.length - trailerBytes);
  const adler = waiting.readUInt32BE(waiting.length - 4);
  if (!waiting.subarray(rest.length).equals(zlibTrailer(adler))) {
    throw new Error('zlib did not end with an empty final block');
  }
  await write(encodeChunk('IDAT', rest));
  return { bytes: bytes + rest.length, inflatedBytes: await feeding, adler };
}

async function feed(lines: AsyncIterable<Buffer>, deflater: Deflate): Promise<number> {
  const write = promisify((data: Buffer, done: (error?: Error | null) => void) => deflater.write(data, done));
  let fed = 0;
  let batch: Buffer[] = [];
  let waiting = 0;
  const flush = async () => {
    const data = batch.length === 1 ? batch[0]! : Buffer.concat(batch);
    batch = [];
    waiting = 0;
    fed += data.length;
    if (data.length > 0) await write(data);
  };
  for await (const piece of lines) {
    batch.push(piece);
    waiting += piece.length;
    if (waiting >= deflateBatch) await flush();
  }
  await flush();
  await promisify((done: () => void) => deflater.flush(constants.Z_SYNC_FLUSH, done))();
  deflater.end();
  return fed;
}

const trailerBytes = 6;
const deflateBatch = 64 * 1024;
const deflatedChunk = 128 * 1024;
/** As small as libpng's default makes them, within a few percent, in a quarter of the time; 4 costs twice as much. */
const deflateLevel = 2;
