import { colourTypes } from './png-header.ts';
import type { PngHead } from './png-head.ts';

/** How samples are stored. Lines of two images with the same format and width are interchangeable. */
export interface RasterFormat {
  readonly colourType: number;
  readonly depth: number;
  readonly palette: Buffer | null;
  /** tRNS's data: the alpha of palette entries, or the one transparent colour. */
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

export function hasColour({ colourType }: RasterFormat): boolean {
  return colourType !== colourTypes.grey && colourType !== colourTypes.greyAlpha;
}

export function hasAlpha({ colourType, transparency }: RasterFormat): boolean {
  return colourType >= colourTypes.greyAlpha || transparency !== null;
}

function sameBytes(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
