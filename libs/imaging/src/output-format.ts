import type { Writable } from 'node:stream';
import { InputError, TdError } from '@task-distributor/band';
import { encodeProfile, loadSharp } from './by-sharp.ts';
import { colourMeaning, contradict, describeMeaning, srgb } from './colour-meaning.ts';
import { outputFormat, type OutputFormat } from './output-name.ts';
import type { PngChunk } from './png-chunk.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, hasAlpha, hasColour } from './raster-format.ts';

/** What an image is written as. */
export interface OutputTarget {
  readonly format: OutputFormat;
  /** The profile that takes the place of sRGB's chunks; null for PNG. */
  readonly profile: PngChunk | null;
}

/** @throws TdError for an output that needs sharp, where that cannot be loaded */
export async function outputTarget(output: string | Writable): Promise<OutputTarget> {
  const format = typeof output === 'string' ? outputFormat(output) : 'png';
  return { format, profile: format === 'png' ? null : await srgbProfile() };
}

/** A profile for sRGB as PNG stores it: other formats name a colour space by its profile. */
async function srgbProfile(): Promise<PngChunk> {
  const sharp = await loadSharp('A format other than PNG');
  const pixel = { create: { width: 1, height: 1, channels: 3, background: 'black' } } as const;
  const png = await sharp(pixel).withIccProfile('srgb').png().toBuffer();
  const { icc } = await sharp(png).metadata();
  return { type: 'iCCP', data: encodeProfile(icc!) };
}

/**
 * The head with the target's profile in place of the chunks that say sRGB. Grey images get none: readers take them for
 * sRGB's grey, and a profile for RGB does not fit them.
 */
export function headForTarget(head: PngHead, { profile }: OutputTarget): PngHead {
  if (profile === null || !hasColour(formatOf(head))) return head;
  const others = head.chunks.filter(({ type }) => !['sRGB', 'gAMA', 'cHRM'].includes(type));
  const saysSrgb = others.length < head.chunks.length;
  if (!saysSrgb || others.some(({ type }) => type === 'iCCP')) return head;
  return { ...head, chunks: [...others, profile] };
}

/** @throws TdError when the format cannot hold the image; its message names the property */
export function checkHolds(format: OutputFormat, head: PngHead): void {
  if (format === 'png') return;
  const { width, height, depth } = head.header;
  const meaning = colourMeaning(head.chunks);
  const reason =
    whyNotHeld(format, { width, height, depth, alpha: hasAlpha(formatOf(head)) }) ??
    (meaning.profile === null && contradict(meaning, srgb)
      ? `${limits[format].name} cannot hold colours that are not sRGB's and have no ICC profile (${describeMeaning(meaning)}); write a .png`
      : null);
  if (reason !== null) throw new TdError(reason, { code: 'E_FORMAT' });
}

/** What is known of an image before it is rendered. */
export interface ImageTraits {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
  readonly alpha: boolean;
}

/** @throws InputError when the format of the output's name cannot hold such an image */
export function checkOutputHolds(output: string, traits: ImageTraits): void {
  const reason = output === '-' ? null : whyNotHeld(outputFormat(output), traits);
  if (reason !== null) throw new InputError(`${output}: ${reason}`, { code: 'E_FORMAT', path: output });
}

function whyNotHeld(format: OutputFormat, { width, height, depth, alpha }: ImageTraits): string | null {
  if (format === 'png') return null;
  const limit = limits[format];
  const refused = (what: string) => `${limit.name} cannot hold ${what}; write a .png`;
  if (width > limit.side || height > limit.side) {
    return refused(`${width}x${height} pixels (at most ${limit.side} a side)`);
  }
  if (depth > limit.depth) return refused(`${depth} bits per sample (at most ${limit.depth})`);
  return alpha && !limit.alpha ? refused('transparency') : null;
}

interface Limits {
  readonly name: string;
  /** Pixels, in width and in height. */
  readonly side: number;
  readonly depth: number;
  readonly alpha: boolean;
}

/** libjpeg stops before JPEG's own limit of 65,535. Above 4 GiB, a TIFF becomes a BigTIFF. libvips and libheif stop before AVIF's own limit of 65,536. */
const limits: Record<Exclude<OutputFormat, 'png'>, Limits> = {
  jpeg: { name: 'JPEG', side: 65_500, depth: 8, alpha: false },
  webp: { name: 'WebP', side: 16_383, depth: 8, alpha: true },
  avif: { name: 'AVIF', side: 16_384, depth: 8, alpha: true },
  tiff: { name: 'TIFF', side: 10_000_000, depth: 16, alpha: true },
  dzi: { name: 'Deep Zoom', side: 10_000_000, depth: 16, alpha: true },
};
