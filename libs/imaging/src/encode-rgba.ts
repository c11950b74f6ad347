import { deflateSync } from 'node:zlib';
import { encodeChunk, pngSignature } from './png-chunk.ts';
import { colourTypes, encodeHeader } from './png-header.ts';

/**
 * Encodes a small picture as PNG, at once and without sharp.
 * @param pixels red, green, blue (sRGB) and alpha, a byte each, row by row
 */
export function encodeRgba(width: number, height: number, pixels: Uint8Array): Buffer {
  const line = 4 * width;
  const lines = Buffer.alloc(height * (line + 1));
  for (let row = 0; row < height; row += 1)
    filterLine(pixels.subarray(row * line, (row + 1) * line), lines.subarray(row * (line + 1)));
  const header = { width, height, depth: 8, colourType: colourTypes.rgba, interlaced: false };
  return Buffer.concat([
    pngSignature,
    encodeChunk('IHDR', encodeHeader(header)),
    encodeChunk('sRGB', Buffer.of(0)),
    encodeChunk('IDAT', deflateSync(lines, { level: 1 })),
    encodeChunk('IEND'),
  ]);
}

/** Filter 1: the difference to the pixel on the left (PNG specification, 9.2). */
function filterLine(line: Uint8Array, filtered: Buffer): void {
  filtered[0] = 1;
  for (let i = 0; i < line.length; i += 1) filtered[i + 1] = line[i]! - (i < 4 ? 0 : line[i - 4]!);
}
