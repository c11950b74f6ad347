import { encodeChunk, pngSignature, type PngChunk } from './png-chunk.ts';
import { encodeHeader, type PngHeader } from './png-header.ts';
import { formatOf, hasColour, sameFormat, type RasterFormat } from './raster-format.ts';
import type { PngHead } from './png-head.ts';

/** The order that the specification (5.6) allows and libpng writes. */
const order = ['gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'PLTE', 'tRNS', 'pHYs', 'tEXt'];

/** A PNG up to its image data: signature, IHDR, and what the head says about colours. */
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

/** The head with the lines in another format: what it says about samples that are not so any more is left out. */
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

/** What POV-Ray says of an image that it renders with its default gamma: 1/2.2, and sRGB, perceptual. */
const povrayColours: readonly PngChunk[] = [
  { type: 'gAMA', data: uint32s(45_455) },
  { type: 'sRGB', data: Buffer.from([0]) },
];

/** cHRM of sRGB's own white and primaries, which ImageMagick writes for every image that it takes for sRGB. */
const srgbPrimaries = uint32s(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000);

/**
 * Whether ImageMagick may have said this about sRGB samples. The original's workers cut POV-Ray's output with it, and it
 * keeps the samples, but replaces `gAMA 0.45455` and `sRGB` with `gAMA 1.0` or with `gAMA 0.45455` and cHRM. Of POV-Ray
 * itself, which says sBIT, as ImageMagick does not, `gAMA 1.0` is the truth.
 */
export function byImageMagick(chunks: readonly PngChunk[]): boolean {
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const gamma = find('gAMA')?.readUInt32BE(0);
  const primaries = find('cHRM');
  return (
    find('sRGB') === undefined &&
    find('iCCP') === undefined &&
    find('sBIT') === undefined &&
    (gamma === 100_000 || (gamma === 45_455 && primaries !== undefined)) &&
    (primaries === undefined || primaries.equals(srgbPrimaries))
  );
}

/**
 * What is said about colours when no part of ours is there to say it. With what ImageMagick says, samples and gamma
 * contradict each other, and viewers show the image too bright.
 */
export function withPovrayColours(chunks: readonly PngChunk[]): readonly PngChunk[] {
  if (!byImageMagick(chunks)) return chunks;
  return [...povrayColours, ...chunks.filter(({ type }) => type !== 'gAMA' && type !== 'cHRM')];
}

function uint32s(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => data.writeUInt32BE(value, i * 4));
  return data;
}
