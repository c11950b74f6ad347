import type { PngChunk } from './png-chunk.ts';

/**
 * Restores the colour metadata that a renderer with its default gamma writes, where ImageMagick may have replaced it. With
 * what ImageMagick writes, samples and gamma contradict each other, and viewers show the image too bright.
 */
export function restoreSrgb(chunks: readonly PngChunk[]): readonly PngChunk[] {
  if (!mayBeByImageMagick(chunks)) return chunks;
  return [...srgbChunks, ...chunks.filter(({ type }) => type !== 'gAMA' && type !== 'cHRM')];
}

/**
 * Whether ImageMagick may have written these chunks about sRGB samples. The original's workers cut the renderer's output
 * with it. It keeps the samples, but replaces `gAMA 0.45455` and `sRGB` with `gAMA 1.0`, or with `gAMA 0.45455` and cHRM.
 * Beside sBIT, which the renderer writes and ImageMagick does not, `gAMA 1.0` is true.
 */
export function mayBeByImageMagick(chunks: readonly PngChunk[]): boolean {
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

function uint32s(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => data.writeUInt32BE(value, i * 4));
  return data;
}

/** sRGB as a renderer writes it: gamma 1/2.2, and sRGB with perceptual intent. */
const srgbChunks: readonly PngChunk[] = [
  { type: 'gAMA', data: uint32s(45_455) },
  { type: 'sRGB', data: Buffer.from([0]) },
];

/** cHRM of sRGB's white and primaries, which ImageMagick writes for every image that it takes for sRGB. */
const srgbPrimaries = uint32s(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000);
