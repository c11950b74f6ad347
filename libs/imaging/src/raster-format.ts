import { colourTypes } from './png-header.ts';
import type { PngHead } from './png-head.ts';

/** How samples are stored. Two images of the same format and width have exchangeable lines. */
export interface RasterFormat {
  readonly colourType: number;
  readonly depth: number;
  readonly palette: Buffer | null;
  /** tRNS's data: alpha of palette entries, or the one transparent colour. */
  readonly transparency: Buffer | null;
}

export function formatOf({ header, palette, transparency }: PngHead): RasterFormat {
  return { colourType: header.colourType, depth: header.depth, palette, transparency };
}

export function sameFormat(a: RasterFormat, b: RasterFormat): boolean {
  return (
    a.colourType === b.colourType &&
    a.depth === b.depth &&
    sameBytes(a.palette, b.palette) &&
    sameBytes(a.transparency, b.transparency)
  );
}

/** The smallest format, without palette and transparent colour where they differ, that holds both to the bit. */
export function widerFormat(a: RasterFormat, b: RasterFormat): RasterFormat {
  if (sameFormat(a, b)) return a;
  const colour = hasColour(a) || hasColour(b);
  const alpha = hasAlpha(a) || hasAlpha(b);
  const colourType = colour
    ? alpha
      ? colourTypes.rgba
      : colourTypes.rgb
    : alpha
      ? colourTypes.greyAlpha
      : colourTypes.grey;
  return { colourType, depth: Math.max(8, a.depth, b.depth), palette: null, transparency: null };
}

export function hasColour({ colourType }: RasterFormat): boolean {
  return colourType !== colourTypes.grey && colourType !== colourTypes.greyAlpha;
}

export function hasAlpha({ colourType, transparency }: RasterFormat): boolean {
  return colourType >= colourTypes.greyAlpha || transparency !== null;
}

function sameBytes(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
