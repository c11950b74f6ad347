import { encodeChunk, pngSignature } from './png-chunk.ts';
import { encodeHeader, type PngHeader } from './png-header.ts';
import { formatOf, hasColour, sameFormat, type RasterFormat } from './raster-format.ts';
import type { PngHead } from './png-head.ts';

/** Encodes a PNG up to its image data: signature, IHDR, and the chunks of the head. */
export function encodeHead(head: PngHead): Buffer {
  const chunks = [
    ...head.chunks,
    ...(head.palette ? [{ type: 'PLTE', data: head.palette }] : []),
    ...(head.transparency ? [{ type: 'tRNS', data: head.transparency }] : []),
  ].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
  return Buffer.concat([
    pngSignature,
    encodeChunk('IHDR', encodeHeader(head.header)),
    ...chunks.map(({ type, data }) => encodeChunk(type, data)),
  ]);
}

/** The head for the same image in another format, without the chunks that are no longer true of its samples. */
export function headInFormat(
  head: PngHead,
  size: Pick<PngHeader, 'width' | 'height'>,
  format: RasterFormat,
): PngHead {
  const { colourType, depth, palette, transparency } = format;
  const original = formatOf(head);
  const stale = [
    ...(sameFormat(original, format) ? [] : ['sBIT']),
    ...(hasColour(original) === hasColour(format) ? [] : ['iCCP']),
  ];
  return {
    header: { ...size, colourType, depth, interlaced: false },
    palette,
    transparency,
    chunks: head.chunks.filter(({ type }) => !stale.includes(type)),
  };
}

/** An order that the PNG specification (5.6) allows, and libpng writes. */
const order = ['gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'PLTE', 'tRNS', 'pHYs', 'tEXt'];
