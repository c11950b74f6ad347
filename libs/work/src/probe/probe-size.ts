export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A small copy of an image with about so many pixels, and at most as many as the image has: its sides are multiples of the
 * renderer's smallest block where they can be.
 */
export function smallSize({ width, height }: Size, pixels: number): Size {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  return { width: side(width, scale), height: side(height, scale) };
}

/** Pixels of the first probe: they take about 1 % of the time of the whole image. */
export function firstPixels({ width, height }: Size): number {
  return Math.min(3_072, Math.max(192, (width * height) / 160));
}

function side(whole: number, scale: number): number {
  return Math.min(whole, Math.max(multiple, Math.round((whole * scale) / multiple) * multiple));
}

const multiple = 4;
