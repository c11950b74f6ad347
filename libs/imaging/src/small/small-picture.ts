import { type Rows, RowSet, TdError } from '@task-distributor/band';
import { unfiltered } from '../image-lines.ts';
import { inspectPart, openImage, rowsInPart } from '../inspect-part.ts';
import { type OpenPart, withPart } from '../open-part.ts';
import { sampleOfLight } from './light.ts';
import { type LineReducer, lineReducer } from './line-reducer.ts';
import { encodeRgba } from '../encode-rgba.ts';
import { shareOf } from './shares.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A picture of an image, averaged down in linear light, that grows part by part. A part is read line by line, so memory grows
 * with the small picture, not with the image.
 */
export class SmallPicture {
  readonly image: Size;
  readonly size: Size;
  /** Red, green, blue, alpha, 8 bits each, in sRGB. */
  readonly #pixels: Buffer;
  /** Rows of the image that are in the picture. */
  readonly #taken = new RowSet();
  /** Lines that have only some of their rows, by row from 0 on: the sums of what they have, and how much of them that is. */
  readonly #begun = new Map<number, { readonly sum: Float32Array; share: number }>();

  /** @param most the picture has at most this size */
  constructor(image: Size, most: Size) {
    const scale = Math.min(1, most.width / image.width, most.height / image.height);
    this.image = image;
    this.size = {
      width: Math.max(1, Math.round(image.width * scale)),
      height: Math.max(1, Math.round(image.height * scale)),
    };
    this.#pixels = Buffer.alloc(4 * this.size.width * this.size.height);
  }

  /** Rows of the image that are in the picture. */
  get taken(): readonly Rows[] {
    return this.#taken.stretches;
  }

  /**
   * Adds the rows of a part that the picture does not have yet.
   * @param rows of the image
   * @throws TdError that names the path; rows that could be read stay
   */
  async add(path: string, rows: Rows): Promise<void> {
    if (this.#taken.covers(rows)) return;
    try {
      await withPart(path, { followLinks: false }, (part) => this.#addPart(part, rows));
    } finally {
      this.#writeBegun(this.rowsOf(rows));
    }
  }

  /** The rows of the picture in which these rows of the image are. */
  rowsOf({ first, last }: Rows): Rows {
    const { height } = this.image;
    const end = shareOf(last - 1, height, this.size.height);
    return {
      first: shareOf(first - 1, height, this.size.height).at + 1,
      last: end.at + 1 + (end.next > 0 ? 1 : 0),
    };
  }

  /** Rows of the picture as a PNG; what it does not have is transparent. */
  encode({ first, last }: Rows): Buffer {
    const { width } = this.size;
    return encodeRgba(
      width,
      last - first + 1,
      this.#pixels.subarray(4 * width * (first - 1), 4 * width * last),
    );
  }

  async #addPart(part: OpenPart, rows: Rows): Promise<void> {
    const facts = await inspectPart(part);
    const { width } = facts.head.header;
    if (width !== this.image.width) throw new TdError(`Expected ${this.image.width} columns, got ${width}`);
    const wanted = rowsInPart(facts, rows, this.image.height);
    const reduce = lineReducer(facts.head, this.size.width);
    const line = new Float32Array(4 * this.size.width);
    let row = 0;
    for await (const bytes of unfiltered(await openImage(part, facts))) {
      row += 1;
      if (row >= wanted.first && row <= wanted.last)
        this.#addLine(bytes, rows.first + row - wanted.first, reduce, line);
    }
  }

  #addLine(bytes: Buffer, row: number, reduce: LineReducer, line: Float32Array): void {
    if (this.#taken.has(row)) return;
    this.#taken.add({ first: row, last: row });
    reduce(bytes, line);
    const { at, here, next } = shareOf(row - 1, this.image.height, this.size.height);
    this.#put(at, here, line);
    if (next > 0) this.#put(at + 1, next, line);
  }

  #put(y: number, share: number, line: Float32Array): void {
    const whole = this.image.height;
    const begun = this.#begun.get(y) ?? { sum: new Float32Array(line.length), share: 0 };
    for (let i = 0; i < line.length; i += 1) begun.sum[i]! += share * line[i]!;
    begun.share += share;
    if (begun.share < whole) {
      this.#begun.set(y, begun);
      return;
    }
    this.#begun.delete(y);
    this.#write(y, begun.sum);
  }

  /** The lines at the edges of a part, which others will complete. */
  #writeBegun({ first, last }: Rows): void {
    for (let y = first - 1; y < last; y += 1) {
      const begun = this.#begun.get(y);
      if (begun !== undefined) this.#write(y, begun.sum);
    }
  }

  /** A line that lacks rows is so much more transparent. */
  #write(y: number, sum: Float32Array): void {
    const { width } = this.size;
    for (let x = 0, from = 0, to = 4 * y * width; x < width; x += 1, from += 4, to += 4) {
      const alpha = sum[from + 3]!;
      if (alpha <= 0) continue;
      for (let i = 0; i < 3; i += 1) this.#pixels[to + i] = sampleOfLight(sum[from + i]! / alpha);
      this.#pixels[to + 3] = Math.min(255, Math.round((255 * alpha) / this.image.height));
    }
  }
}
