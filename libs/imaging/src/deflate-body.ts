import { promisify } from 'node:util';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import { BatchWriter } from './batch-writer.ts';
import { ChunkBuffer } from './chunk-buffer.ts';
import { deflateLevel, deflateStrategy } from './deflate-strategy.ts';
import { freeOutput } from './free-output.ts';

/** A part's image data: deflated by itself, ending on a byte boundary and without a final block. */
export interface Body {
  /** Bytes deflated. */
  readonly bytes: number;
  /** Bytes inflated: filter types and filtered lines. */
  readonly inflatedBytes: number;
  /** Adler-32 of the inflated bytes. */
  readonly adler: number;
}

/** The two bytes before a body (RFC 1950, 2.2): method deflate, window of 32 KiB, check bits. */
export const zlibHeader = Buffer.from([0x78, 0x01]);

/** The end of the empty stored block with which zlib's sync flush reaches a byte boundary. */
export const syncEnd = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** What comes after the last body: an empty final block, and the Adler-32 of all of them. */
export function zlibTrailer(adler: number): Buffer {
  const trailer = Buffer.alloc(trailerBytes);
  finalBlock.copy(trailer);
  trailer.writeUInt32BE(adler, 2);
  return trailer;
}

/**
 * Deflates filtered lines into IDAT chunks. The bodies that it makes can follow each other in one zlib stream, between one
 * header and one trailer: none refers to bytes of another one, and each ends on a byte boundary.
 * @param lines in buffers of any size; a buffer may be used again when the next one is requested
 * @param write gets one chunk after the other, all in the same memory
 */
export async function deflateBody(
  lines: AsyncIterable<Buffer>,
  write: (chunk: Buffer) => Promise<void>,
): Promise<Body> {
  const deflater = createDeflate({
    level: deflateLevel,
    strategy: constants.Z_RLE,
    chunkSize: deflatedChunk,
  });
  const feeding = feed(lines, deflater);
  feeding.catch((error: unknown) => deflater.destroy(error as Error));
  deflater.on('error', () => undefined);
  const chunk = new ChunkBuffer('IDAT', deflatedChunk + trailerBytes);
  let deflated = 0;
  try {
    for await (const data of deflater as AsyncIterable<Buffer>) {
      const start = Math.min(data.length, Math.max(0, zlibHeader.length - deflated));
      deflated += data.length;
      for (let at = start; at < data.length;) {
        // What may be the trailer is kept back: it is not part of the body.
        if (chunk.full) await chunk.writeChunk(trailerBytes, write);
        at += chunk.fill(data, at);
      }
      freeOutput(data, deflatedChunk);
    }
  } finally {
    deflater.destroy();
  }
  const trailer = Buffer.from(chunk.data.subarray(-trailerBytes));
  const adler = trailer.readUInt32BE(trailerBytes - 4);
  if (!trailer.equals(zlibTrailer(adler))) throw new Error('zlib did not end with an empty final block');
  await chunk.writeChunk(trailerBytes, write);
  return { bytes: deflated - zlibHeader.length - trailerBytes, inflatedBytes: await feeding, adler };
}

async function feed(lines: AsyncIterable<Buffer>, deflater: Deflate): Promise<number> {
  const writer = new BatchWriter(deflater, deflateBatch);
  let strategy: number = constants.Z_RLE;
  // The first piece is only the first line, and too short for a sample.
  let nextSample = 1;
  for await (const piece of lines) {
    if (writer.bytes >= nextSample) {
      nextSample = writer.bytes < deflateBatch ? deflateBatch : writer.bytes + sampledEvery;
      const better = deflateStrategy(piece);
      if (better !== strategy) {
        await writer.flush();
        await setStrategy(deflater, better);
        strategy = better;
      }
    }
    await writer.add(piece);
  }
  await writer.flush();
  await promisify((done: () => void) => deflater.flush(constants.Z_SYNC_FLUSH, done))();
  deflater.end();
  return writer.bytes;
}

function setStrategy(deflater: Deflate, strategy: number): Promise<void> {
  return promisify((done: (error?: Error | null) => void) => deflater.params(deflateLevel, strategy, done))();
}

/** An empty final block (RFC 1951, 3.2.3). */
const finalBlock = Buffer.from([0x03, 0x00]);
const trailerBytes = finalBlock.length + 4;
const deflateBatch = 64 * 1024;
const deflatedChunk = 128 * 1024;
/** Bytes from one sample of the lines to the next. */
const sampledEvery = 2 * 1024 * 1024;
