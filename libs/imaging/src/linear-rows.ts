import { colourMeaning, srgb } from './colour-meaning.ts';
import { lineConverter } from './convert-line.ts';
import { unfiltered } from './image-lines.ts';
import { readPart, withPart } from './open-part.ts';
import { openPng } from './open-png.ts';
import type { PngChunk } from './png-chunk.ts';
import { colourTypes } from './png-header.ts';
import { formatOf } from './raster-format.ts';

/** The pixels of an image in linear light. */
export interface LinearRows {
  readonly width: number;
  readonly height: number;
  /**
   * For each row, red, green, blue and alpha of each pixel, from 0 to 1; colours are multiplied by alpha. The same array
   * each time.
   */
  readonly rows: AsyncIterable<Float32Array>;
}

/**
 * Opens a part, which must be a PNG, and reads its pixels in linear light. They are in sRGB, unless gAMA says otherwise.
 * @throws TdError that names the path
 */
export async function withLinearRows<Result>(
  path: string,
  use: (image: LinearRows) => Promise<Result>,
): Promise<Result> {
  return withPart(path, { followLinks: false }, async (part) => {
    const png = await openPng(readPart(part));
    const { width, height } = png.head.header;
    const toRgba16 = lineConverter(formatOf(png.head), rgba16, width);
    const toLinear = lineToLinear(width, linearLight(png.head.chunks));
    async function* rows(): AsyncGenerator<Float32Array> {
      for await (const line of unfiltered(png)) yield toLinear(toRgba16(line));
    }
    return use({ width, height, rows: rows() });
  });
}

function lineToLinear(width: number, light: Float32Array): (line: Buffer) => Float32Array {
  const pixels = new Float32Array(4 * width);
  return (line) => {
    for (let at = 0; at < pixels.length; at += 4) {
      const alpha = line.readUInt16BE(2 * at + 6) / most;
      for (let channel = 0; channel < 3; channel += 1) {
        pixels[at + channel] = light[line.readUInt16BE(2 * (at + channel))]! * alpha;
      }
      pixels[at + 3] = alpha;
    }
    return pixels;
  };
}

/** The light of every sample of 16 bits. */
function linearLight(chunks: readonly PngChunk[]): Float32Array {
  const meaning = colourMeaning(chunks);
  const exponent = meaning === srgb || meaning.gamma === null ? null : 100_000 / meaning.gamma;
  return Float32Array.from({ length: most + 1 }, (_, sample) => {
    const value = sample / most;
    return exponent === null ? fromSrgb(value) : value ** exponent;
  });
}

/** IEC 61966-2-1. */
function fromSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

const most = 65_535;
const rgba16 = { colourType: colourTypes.rgba, depth: 16, palette: null, transparency: null };
