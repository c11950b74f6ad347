import { channelsOf, colourTypes } from './png-header.ts';
import { hasAlpha, hasColour, sameFormat, type RasterFormat } from './raster-format.ts';

/**
 * Makes a function that converts unfiltered lines of one format into lines of a format that holds it (`FormatTally`), to
 * the bit: samples of fewer bits are scaled by a whole number (times 257 from 8 to 16), grey becomes three equal
 * samples, palette and transparent colour are looked up, and pixels without alpha become opaque.
 * The function returns the same buffer each time.
 */
export function lineConverter(from: RasterFormat, to: RasterFormat, width: number): (line: Buffer) => Buffer {
  if (sameFormat(from, to)) return (line) => line;
  const samples = new Uint16Array(width * channelsOf(from));
  const unpack = unpacker(from.depth, samples);
  const lookUp = from.colourType === colourTypes.palette ? paletteLookUp(from) : sampleLookUp(from);
  const scale = (2 ** to.depth - 1) / (2 ** (from.colourType === colourTypes.palette ? 8 : from.depth) - 1);
  const opaque = 2 ** to.depth - 1;
  const bytes = to.depth / 8;
  const out = Buffer.alloc(width * channelsOf(to) * bytes);
  const pixel = { r: 0, g: 0, b: 0, a: null as number | null };
  let at = 0;
  const put = (value: number) => {
    if (bytes === 2) out[at++] = value >> 8;
    out[at++] = value;
  };
  return (line) => {
    unpack(line);
    at = 0;
    for (let x = 0; x < width; x += 1) {
      lookUp(samples, x, pixel);
      put(pixel.r * scale);
      if (hasColour(to)) {
        put(pixel.g * scale);
        put(pixel.b * scale);
      }
      if (hasAlpha(to)) put(pixel.a === null ? opaque : pixel.a * scale);
    }
    return out;
  };
}

/** A pixel in the scale of its source; alpha null = opaque. */
interface Pixel {
  r: number;
  g: number;
  b: number;
  a: number | null;
}

type LookUp = (samples: Uint16Array, x: number, pixel: Pixel) => void;

function unpacker(depth: number, samples: Uint16Array): (line: Buffer) => void {
  if (depth === 8) return (line) => samples.set(line);
  if (depth === 16) {
    return (line) => {
      for (let i = 0; i < samples.length; i += 1) samples[i] = (line[2 * i]! << 8) | line[2 * i + 1]!;
    };
  }
  const mask = 2 ** depth - 1;
  return (line) => {
    for (let i = 0; i < samples.length; i += 1) {
      const bit = i * depth;
      samples[i] = (line[bit >> 3]! >> (8 - depth - (bit & 7))) & mask;
    }
  };
}

/** An index beyond the palette is an error in the image; as with libpng, it becomes black. */
function paletteLookUp({ palette, transparency }: RasterFormat): LookUp {
  return (samples, x, pixel) => {
    const index = samples[x]!;
    pixel.r = palette![3 * index] ?? 0;
    pixel.g = palette![3 * index + 1] ?? 0;
    pixel.b = palette![3 * index + 2] ?? 0;
    pixel.a = transparency === null ? null : (transparency[index] ?? 255);
  };
}

function sampleLookUp(from: RasterFormat): LookUp {
  const channels = channelsOf(from);
  const colours = hasColour(from) ? 3 : 1;
  const mask = 2 ** from.depth - 1;
  const key =
    from.transparency && [0, 2, 4].slice(0, colours).map((at) => from.transparency!.readUInt16BE(at) & mask);
  return (samples, x, pixel) => {
    const at = x * channels;
    pixel.r = samples[at]!;
    pixel.g = colours === 3 ? samples[at + 1]! : pixel.r;
    pixel.b = colours === 3 ? samples[at + 2]! : pixel.r;
    if (key) pixel.a = key.every((value, i) => samples[at + i] === value) ? 0 : null;
    else pixel.a = channels > colours ? samples[at + colours]! : null;
  };
}
