import { deflateSync } from 'node:zlib';
import { errorMessage, TdError } from '@task-distributor/band';
import type Sharp from 'sharp';
import type { SharpOptions } from 'sharp';
import { channelsOf, colourTypes, lineBytes } from './png-header.ts';
import type { PngHead } from './png-head.ts';

/** Loads sharp when it is first needed. @throws TdError that says what needs it */
export async function loadSharp(what: string): Promise<typeof Sharp> {
  try {
    const { default: sharp } = await import('sharp');
    return sharp;
  } catch (cause) {
    const reason = errorMessage(cause).split('\n')[0]!;
    throw new TdError(
      `${what} needs the package sharp, which cannot be loaded here (npm install sharp); ` +
        `PNG images without interlacing do not need it: ${reason}`,
      { code: 'E_NO_SHARP', cause },
    );
  }
}

/** Whether a file that begins with these bytes is a JPEG, TIFF, WebP, AVIF or GIF. sharp never gets an SVG or a PDF. */
export function isOtherImage(start: Buffer): boolean {
  const text = start.toString('latin1', 0, 12);
  return (
    text.startsWith('\xff\xd8\xff') ||
    /^(II[*+]\0|MM\0[*+])/.test(text) ||
    /^RIFF[^]{4}WEBP/.test(text) ||
    /^[^]{4}ftyp(avif|heic|mif1)/.test(text) ||
    text.startsWith('GIF8')
  );
}

/** Reads the head of an image that is not a PNG, as if it were one. @throws TdError */
export async function headBySharp(image: Buffer): Promise<PngHead> {
  const sharp = await loadSharp('An image that is not a PNG');
  const { width, height, space, channels, depth, icc } = await sharp(image, asIs).metadata().catch(refuse);
  const colourType = colourTypeOf[space]?.[channels];
  const bits = { uchar: 8, ushort: 16 }[depth as string];
  if (colourType === undefined || bits === undefined) {
    throw new TdError(
      `Expected a grey or RGB image of 8 or 16 bits, got ${space} of ${channels} channels, ${depth}`,
    );
  }
  return {
    header: { width, height, colourType, depth: bits, interlaced: false },
    palette: null,
    transparency: null,
    chunks: icc ? [{ type: 'iCCP', data: encodeProfile(icc) }] : [],
  };
}

/** Reads the unfiltered lines of an image that is not a PNG. The whole image is in memory. @throws TdError */
export async function* linesBySharp(image: Buffer, { header }: PngHead): AsyncGenerator<Buffer> {
  const sharp = await loadSharp('An image that is not a PNG');
  const wide = header.depth === 16;
  const grey = channelsOf(header) < 3;
  // Without the name of a colour space, sharp converts 16 bits to 8, and grey to RGB.
  const space = grey ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb';
  const { data, info } = await sharp(image, asIs)
    .toColourspace(space)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(refuse);
  const stride = lineBytes(header);
  if (info.channels !== channelsOf(header) || data.length !== stride * header.height) {
    throw new TdError(`Expected ${channelsOf(header)} channels, got ${info.channels}`);
  }
  if (wide) data.swap16();
  for (let at = 0; at < data.length; at += stride) yield data.subarray(at, at + stride);
}

/** Encodes an ICC profile as iCCP's data (PNG specification, 11.3.3.3). */
export function encodeProfile(icc: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('ICC profile\0\0', 'latin1'), deflateSync(icc)]);
}

function refuse(cause: unknown): never {
  throw new TdError(`The image cannot be read (${errorMessage(cause).split('\n')[0]})`, { cause });
}

/** For the image's own samples: no colour management, and no limit of sharp's. */
const asIs: SharpOptions = { ignoreIcc: true, limitInputPixels: false };

/** By sharp's name of the colour space, and the number of channels. */
const colourTypeOf: Record<string, Record<number, number>> = {
  'b-w': { 1: colourTypes.grey, 2: colourTypes.greyAlpha },
  grey16: { 1: colourTypes.grey, 2: colourTypes.greyAlpha },
  srgb: { 3: colourTypes.rgb, 4: colourTypes.rgba },
  rgb16: { 3: colourTypes.rgb, 4: colourTypes.rgba },
};
