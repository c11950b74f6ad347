import { colourTypes } from './png-header.ts';
import { hasAlpha, hasColour, type RasterFormat } from './raster-format.ts';

/** Counts the formats of parts, and knows the format of the image that they make together. */
export class FormatTally {
  readonly #counts = new Map<string, { readonly format: RasterFormat; count: number }>();
  #withColour = 0;
  #withAlpha = 0;
  #of16Bits = 0;

  add(format: RasterFormat): void {
    const key = keyOf(format);
    const counted = this.#counts.get(key);
    if (counted) counted.count += 1;
    else this.#counts.set(key, { format, count: 1 });
    this.#countFeatures(format, 1);
  }

  /** Takes back one that was added. */
  remove(format: RasterFormat): void {
    const key = keyOf(format);
    const counted = this.#counts.get(key)!;
    counted.count -= 1;
    if (counted.count === 0) this.#counts.delete(key);
    this.#countFeatures(format, -1);
  }

  /**
   * The smallest format that holds all of them to the bit. It has a palette or a transparent colour only where all
   * have the same. There must be at least one.
   */
  get format(): RasterFormat {
    if (this.#counts.size === 1) {
      const [only] = this.#counts.values();
      return only!.format;
    }
    const depth = this.#of16Bits > 0 ? 16 : 8;
    return { colourType: this.#commonColourType(), depth, palette: null, transparency: null };
  }

  #countFeatures(format: RasterFormat, by: 1 | -1): void {
    if (hasColour(format)) this.#withColour += by;
    if (hasAlpha(format)) this.#withAlpha += by;
    if (format.depth === 16) this.#of16Bits += by;
  }

  #commonColourType(): number {
    if (this.#withColour > 0) return this.#withAlpha > 0 ? colourTypes.rgba : colourTypes.rgb;
    return this.#withAlpha > 0 ? colourTypes.greyAlpha : colourTypes.grey;
  }
}

function keyOf({ colourType, depth, palette, transparency }: RasterFormat): string {
  return [colourType, depth, palette?.toString('hex'), transparency?.toString('hex')].join(' ');
}
