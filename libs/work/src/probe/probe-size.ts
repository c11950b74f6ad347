export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A small copy of an image with about so many pixels, and at most as many as the image has: its sides are multiples of the
 * renderer's smallest block where they can be. If one side would be smaller than a block, the other one is smaller in turn.
 */
export function smallSize({ width, height }: Size, pixels: number): Size {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  const small = { width: side(width, width * scale), height: side(height, height * scale) };
  if (small.height > height * scale * mostStretch)
    return { ...small, width: side(width, pixels / small.height) };
  if (small.width > width * scale * mostStretch)
    return { ...small, height: side(height, pixels / small.width) };
  return small;
}

/** Pixels of the first probe: they take about 1 % of the time of the whole image. */
export function firstPixels({ width, height }: Size): number {
  return Math.min(3_072, Math.max(192, (width * height) / 160));
}

function side(whole: number, wanted: number): number {
  return Math.min(whole, Math.max(multiple, Math.round(wanted / multiple) * multiple));
}

const multiple = 4;
/** What rounding alone can do. */
const mostStretch = 1.5;
