import { crc32 } from 'node:zlib';

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
}

export const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/** Bytes of a chunk's length, type and CRC. */
export const chunkOverhead = 12;

/** Encodes a chunk (PNG specification, 5.3). */
export function encodeChunk(type: string, ...data: Uint8Array[]): Buffer {
  const length = data.reduce((sum, piece) => sum + piece.length, 0);
  const chunk = Buffer.allocUnsafe(length + chunkOverhead);
  chunk.writeUInt32BE(length, 0);
  chunk.write(type, 4, 'latin1');
  let at = 8;
  for (const piece of data) {
    chunk.set(piece, at);
    at += piece.length;
  }
  chunk.writeUInt32BE(crc32(chunk.subarray(4, at)), at);
  return chunk;
}
