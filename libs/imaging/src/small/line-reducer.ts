import { lineConverter } from '../convert-line.ts';
import type { PngHead } from '../png-head.ts';
import { colourTypes } from '../png-header.ts';
import { formatOf, type RasterFormat } from '../raster-format.ts';
import { lightOfSamples } from './light.ts';
import { shareOf } from './shares.ts';

/** Averages a line down to fewer pixels: red, green, blue, each times alpha, and alpha, in linear light. */
export type LineReducer = (line: Buffer, out: Float32Array) => void;

/** @param width of the reduced line, at most that of the image */
export function lineReducer(head: PngHead, width: number): LineReducer {
  const { header, chunks } = head;
  const own = formatOf(head);
  const read = readFormat(own);
  const convert = read === own ? null : lineConverter(own, read, header.width);
  const reduce = reducerOf(read, header.width, width, lightOfSamples(read.depth, chunks));
  return (line, out) => reduce(convert === null ? line : convert(line), out);
}

/** The image's own format if it has three or four samples of whole bytes. */
function readFormat(own: RasterFormat): RasterFormat {
  const { colourType, depth, transparency } = own;
  const isPlain =
    colourType === colourTypes.rgba || (colourType === colourTypes.rgb && transparency === null);
  if (isPlain) return own;
  return { colourType: colourTypes.rgba, depth: depth === 16 ? 16 : 8, palette: null, transparency: null };
}

function reducerOf(
  { colourType, depth }: RasterFormat,
  many: number,
  few: number,
  light: Float32Array,
): LineReducer {
  const channels = colourType === colourTypes.rgba ? 4 : 3;
  const bytes = depth / 8;
  const sample =
    bytes === 1
      ? (line: Buffer, at: number) => line[at]!
      : (line: Buffer, at: number) => (line[at]! << 8) | line[at + 1]!;
  const shares = Array.from({ length: many }, (_, x) => shareOf(x, many, few));
  const at = Int32Array.from(shares, (share) => 4 * share.at);
  const here = Float32Array.from(shares, (share) => share.here / many);
  const next = Float32Array.from(shares, (share) => share.next / many);
  const most = 2 ** depth - 1;
  return (line, out) => {
    out.fill(0);
    for (let x = 0, from = 0; x < many; x += 1, from += channels * bytes) {
      const alpha = channels === 4 ? sample(line, from + 3 * bytes) / most : 1;
      const red = light[sample(line, from)]! * alpha;
      const green = light[sample(line, from + bytes)]! * alpha;
      const blue = light[sample(line, from + 2 * bytes)]! * alpha;
      put(out, at[x]!, here[x]!, red, green, blue, alpha);
      if (next[x]! > 0) put(out, at[x]! + 4, next[x]!, red, green, blue, alpha);
    }
  };
}

function put(
  out: Float32Array,
  at: number,
  share: number,
  red: number,
  green: number,
  blue: number,
  alpha: number,
): void {
  out[at]! += share * red;
  out[at + 1]! += share * green;
  out[at + 2]! += share * blue;
  out[at + 3]! += share * alpha;
}
