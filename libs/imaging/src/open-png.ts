import { constants, createInflate, type Inflate } from 'node:zlib';
import { TdError } from '@task-distributor/band';
import { BatchWriter } from './batch-writer.ts';
import { ChunkWalker, type ChunkPiece } from './chunk-walker.ts';
import { freeOutput } from './free-output.ts';
import { interlacedBytes } from './interlace.ts';
import { HeadCollector, type PngHead } from './png-head.ts';
import { lineBytes, type PngHeader } from './png-header.ts';

export interface OpenPng {
  readonly head: PngHead;
  /**
   * The filtered lines (interlaced: of all passes), each after its filter type, in buffers of any size. A buffer is
   * valid until the next one is requested. When the lines end without an error, the whole PNG has been checked:
   * CRCs, Adler-32, number of bytes, IEND.
   */
  readonly data: AsyncGenerator<Buffer>;
}

/**
 * Reads a PNG from a stream up to its image data, which can then be read. Memory does not grow with the image.
 * @throws TdError, here or while the data is read, for anything but a whole and correct PNG
 */
export async function openPng(source: AsyncIterable<Uint8Array>): Promise<OpenPng> {
  const pieces = walkChunks(source);
  const collector = new HeadCollector();
  for (;;) {
    const { value: piece, done } = await pieces.next();
    if (done || piece.type === 'IEND') throw new TdError('Expected a PNG with image data, got none');
    if (piece.type === 'IDAT') {
      const head = collector.head();
      return { head, data: inflate(resumed(piece, pieces), dataBytes(head.header)) };
    }
    collector.add(piece);
  }
}

async function* walkChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<ChunkPiece> {
  const walker = new ChunkWalker();
  for await (const bytes of source) {
    yield* walker.walk(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  walker.end();
}

async function* resumed(first: ChunkPiece, rest: AsyncGenerator<ChunkPiece>): AsyncGenerator<ChunkPiece> {
  yield first;
  yield* rest;
}

/** Number of bytes of the inflated image data. */
export function dataBytes(header: PngHeader): number {
  return header.interlaced ? interlacedBytes(header) : header.height * (lineBytes(header) + 1);
}

/** Inflates the IDAT chunks, and stops when there is more data than the header allows. */
async function* inflate(pieces: AsyncGenerator<ChunkPiece>, expected: number): AsyncGenerator<Buffer> {
  const chunkSize = Math.min(inflatedChunk, Math.max(constants.Z_MIN_CHUNK, expected));
  const inflater = createInflate({ chunkSize });
  const feeding = feed(pieces, inflater);
  feeding.catch((error: unknown) => inflater.destroy(error as Error));
  inflater.on('error', () => undefined);
  let got = 0;
  try {
    for await (const data of inflater as AsyncIterable<Buffer>) {
      got += data.length;
      if (got > expected) {
        throw new TdError(`Expected ${expected} bytes of image data, as the header says, got more`);
      }
      yield data;
      freeOutput(data, chunkSize);
    }
    if (got < expected) {
      throw new TdError(`Expected ${expected} bytes of image data, as the header says, got ${got}`);
    }
    // A stream that ends before its input does is destroyed, and cannot be written to any more.
    if ((await feeding) !== inflater.bytesWritten) throw surplus();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_STREAM_DESTROYED') throw surplus();
    throw code.startsWith('Z_')
      ? new TdError(`The image data is damaged (${message})`, { cause: error })
      : error;
  } finally {
    inflater.destroy();
  }
}

function surplus(): TdError {
  return new TdError('Expected nothing after the image data, got more');
}

/** Writes the IDAT chunks into the inflater in large batches, and reads to the end. @returns number of bytes written */
async function feed(pieces: AsyncGenerator<ChunkPiece>, inflater: Inflate): Promise<number> {
  const writer = new BatchWriter(inflater, inflateBatch);
  let ended = false;
  for await (const piece of pieces) {
    if (piece.type !== 'IDAT') {
      if (/^[A-Z]/.test(piece.type) && piece.type !== 'IEND') {
        throw new TdError(`Expected no ${piece.type} chunk after the image data, got one`);
      }
      if (piece.type === 'IEND' && piece.length > 0)
        throw new TdError(`Expected an empty IEND chunk, got one of ${piece.length} bytes`);
      ended = true;
      continue;
    }
    if (ended) throw new TdError('Expected the IDAT chunks one after the other, got another chunk between');
    await writer.add(piece.data);
  }
  await writer.flush();
  inflater.end();
  return writer.bytes;
}

const inflateBatch = 128 * 1024;
const inflatedChunk = 512 * 1024;
