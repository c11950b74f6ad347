import type { Rows } from '@task-distributor/band';
import type { StateBlock } from '@task-distributor/render';

/** A small picture of rows of an image: the mean of the finished pixels, in linear light. Its memory is bounded, whatever the image. */
export class BlockPicture {
  readonly width: number;
  readonly height: number;
  /** Pixels of the image on a side of one of these. */
  readonly scale: number;
  readonly #rows: Rows;
  /** Of the pixels that count: every `#step`th in each direction. */
  readonly #sums: Float32Array;
  readonly #counts: Uint16Array;
  readonly #step: number;

  /** @param width of the image */
  constructor(width: number, rows: Rows) {
    const height = rows.last - rows.first + 1;
    const pixels = Math.ceil(Math.sqrt((width * height) / mostPixels));
    this.scale = Math.max(Math.ceil(width / mostColumns), pixels);
    this.width = Math.ceil(width / this.scale);
    this.height = Math.ceil(height / this.scale);
    this.#rows = rows;
    this.#sums = new Float32Array(3 * this.width * this.height);
    this.#counts = new Uint16Array(this.width * this.height);
    this.#step = Math.max(1, Math.floor(this.scale / samplesPerSide));
  }

  /** @param samples of the block: five floats a pixel (red, green, blue, filter, transmit), big endian */
  add({ left, top, right, bottom }: StateBlock, samples: Buffer): void {
    const columns = right - left + 1;
    if (samples.length !== columns * (bottom - top + 1) * bytesPerPixel) return;
    const view = new DataView(samples.buffer, samples.byteOffset, samples.length);
    const from = this.#next(Math.max(top, this.#rows.first - 1) - (this.#rows.first - 1));
    const to = Math.min(bottom, this.#rows.last - 1) - (this.#rows.first - 1);
    for (let y = from; y <= to; y = this.#next(y + 1)) {
      const line = (y + this.#rows.first - 1 - top) * columns;
      const cells = Math.floor(y / this.scale) * this.width;
      for (let x = this.#next(left); x <= right; x = this.#next(x + 1))
        this.#count(cells + Math.floor(x / this.scale), view, (line + x - left) * bytesPerPixel);
    }
  }

  /** Red, green, blue (sRGB) and alpha, a byte each; all 0 where nothing is finished. */
  rgba(): Uint8Array {
    const bytes = new Uint8Array(4 * this.#counts.length);
    for (let cell = 0; cell < this.#counts.length; cell += 1) {
      const count = this.#counts[cell]!;
      if (count === 0) continue;
      for (let i = 0; i < 3; i += 1) {
        const mean = this.#sums[3 * cell + i]! / count;
        bytes[4 * cell + i] = srgb[Math.round(mean * (srgb.length - 1))]!;
      }
      bytes[4 * cell + 3] = 255;
    }
    return bytes;
  }

  /** The next row or column that counts, this one included. Of each small pixel, the first one always does. */
  #next(at: number): number {
    const inCell = at % this.scale;
    const next = Math.ceil(inCell / this.#step) * this.#step;
    return at - inCell + Math.min(next, this.scale);
  }

  #count(cell: number, view: DataView, at: number): void {
    for (let i = 0; i < 3; i += 1) {
      const value = view.getFloat32(at + 4 * i);
      // Not a number counts as black.
      this.#sums[3 * cell + i]! += value > 0 ? Math.min(value, 1) : 0;
    }
    this.#counts[cell]! += 1;
  }
}

/** Pixels. */
const mostColumns = 512;
const mostPixels = 2 ** 19;
/** How many pixels on a side of a small one count at least. */
const samplesPerSide = 4;
const bytesPerPixel = 20;

/** The bytes of linear values from 0 to 1 (IEC 61966-2-1). */
const srgb = Uint8Array.from({ length: 2 ** 13 }, (_, i) => {
  const linear = i / (2 ** 13 - 1);
  const encoded = linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.floor(encoded * 255 + 0.5);
});
