import { TdError } from '@task-distributor/band';
import { encodeProfile, loadSharp } from './by-sharp.ts';
import { colourMeaning, contradict, describeMeaning, srgb } from './colour-meaning.ts';
import type { OutputFormat } from './output-name.ts';
import type { PngChunk } from './png-chunk.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, hasAlpha, hasColour } from './raster-format.ts';

interface Limits {
  readonly name: string;
  /** Pixels, in width and in height. */
  readonly side: number;
  readonly depth: number;
  readonly alpha: boolean;
}

/** TIFF counts bytes in 32 bits, which BigTIFF does not; libvips and libheif stop before AVIF's own 65536. */
const limits: Record<Exclude<OutputFormat, 'png'>, Limits> = {
  jpeg: { name: 'JPEG', side: 65_535, depth: 8, alpha: false },
  webp: { name: 'WebP', side: 16_383, depth: 8, alpha: true },
  avif: { name: 'AVIF', side: 16_384, depth: 8, alpha: true },
  tiff: { name: 'TIFF', side: 10_000_000, depth: 16, alpha: true },
  dzi: { name: 'Deep Zoom', side: 10_000_000, depth: 16, alpha: true },
};

/**
 * @throws TdError that says what of the image the format cannot hold
 */
export function checkHolds(format: OutputFormat, head: PngHead): void {
  if (format === 'png') return;
  const { name, side, depth, alpha } = limits[format];
  const { width, height } = head.header;
  const refuse = (what: string) => {
    throw new TdError(`${name} cannot hold ${what}; write a .png`, { code: 'E_FORMAT' });
  };
  if (width > side || height > side) refuse(`${width}x${height} pixels (at most ${side} a side)`);
  if (head.header.depth > depth) refuse(`${head.header.depth} bits per sample (at most ${depth})`);
  if (!alpha && hasAlpha(formatOf(head))) refuse('transparency');
  const meaning = colourMeaning(head.chunks);
  if (meaning.profile === null && contradict(meaning, srgb)) {
    refuse(`colours that are not sRGB's and have no ICC profile (${describeMeaning(meaning)})`);
  }
}

/** A profile for sRGB, as PNG has it: the formats other than PNG say a colour space so. @throws TdError */
export async function srgbProfile(): Promise<PngChunk> {
  const sharp = await loadSharp('A format other than PNG');
  const pixel = { create: { width: 1, height: 1, channels: 3, background: 'black' } } as const;
  const png = await sharp(pixel).withIccProfile('srgb').png().toBuffer();
  const { icc } = await sharp(png).metadata();
  return { type: 'iCCP', data: encodeProfile(icc!) };
}

/**
 * The head with a profile in place of what says sRGB otherwise. Grey images get none: readers take them for sRGB's
 * grey, and a profile for RGB does not fit them.
 */
export function headWithProfile(head: PngHead, profile: PngChunk): PngHead {
  const saysSrgb = head.chunks.some(({ type }) => ['sRGB', 'gAMA', 'cHRM'].includes(type));
  if (!saysSrgb || !hasColour(formatOf(head)) || head.chunks.some(({ type }) => type === 'iCCP')) return head;
  const others = head.chunks.filter(({ type }) => !['sRGB', 'gAMA', 'cHRM'].includes(type));
  return { ...head, chunks: [...others, profile] };
}
