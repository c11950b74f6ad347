import type { Rows } from '@task-distributor/band';
import { lineBytes, pixelBytes, type PngHeader } from './png-header.ts';
import { filterByPaeth, filterBySub } from './filter-line.ts';
import { filters, unfilterLine, wrongFilter } from './unfilter-line.ts';

/**
 * Cuts some rows out of filtered lines. Only the first row is changed, so that it does not need the row above. Rows before
 * it are unfiltered only as far as it needs them. Reads to the end.
 * @param data filtered lines of an image without interlacing, in buffers of any size
 * @param rows must be within the image
 */
export async function* cropLines(
  data: AsyncIterable<Buffer>,
  header: PngHeader,
  rows: Rows,
): AsyncGenerator<Buffer> {
  const stride = lineBytes(header) + 1;
  const above = new LineAbove(header);
  const whole = new LineJoiner(stride);
  let row = 1;
  let offset = 0;
  for await (const buffer of data) {
    let kept: number | null = null;
    let keptEnd = 0;
    for (let at = 0; at < buffer.length;) {
      const end = Math.min(buffer.length, at + stride - offset);
      if (offset === 0 && buffer[at]! > filters.paeth) throw wrongFilter(buffer[at]!);
      if (row <= rows.first) {
        const line = whole.add(buffer.subarray(at, end));
        if (line && row < rows.first) above.add(line);
        else if (line) yield above.independent(line);
      } else if (row <= rows.last) {
        kept ??= at;
        keptEnd = end;
      }
      offset += end - at;
      if (offset === stride) {
        offset = 0;
        row += 1;
      }
      at = end;
    }
    if (kept !== null) yield buffer.subarray(kept, keptEnd);
  }
}

/** Unfilters the lines of an image without interlacing, each in the same buffer. Reads to the end. */
export async function* unfilteredLines(
  data: AsyncIterable<Buffer>,
  header: PngHeader,
): AsyncGenerator<Buffer> {
  const stride = lineBytes(header) + 1;
  const above = new LineAbove(header);
  const whole = new LineJoiner(stride);
  for await (const buffer of data) {
    for (let at = 0; at < buffer.length;) {
      const end = Math.min(buffer.length, at + whole.missing);
      const line = whole.add(buffer.subarray(at, end));
      if (line) {
        above.add(line);
        yield above.line;
      }
      at = end;
    }
  }
}

/** Joins lines that come in more than one buffer. */
class LineJoiner {
  readonly #line: Buffer;
  #filled = 0;

  constructor(stride: number) {
    this.#line = Buffer.alloc(stride);
  }

  get missing(): number {
    return this.#line.length - this.#filled;
  }

  /** @returns the line, valid until the next call, when it is complete */
  add(piece: Buffer): Buffer | null {
    if (piece.length === this.#line.length) return piece;
    this.#filled += piece.copy(this.#line, this.#filled);
    if (this.missing > 0) return null;
    this.#filled = 0;
    return this.#line;
  }
}

/**
 * Unfilters line after line. Lines that equal the one above, as the black ones outside a rendered region do, cost only a
 * comparison.
 */
class LineAbove {
  line: Buffer;
  #next: Buffer;
  #black = true;
  readonly #zeros: Buffer;
  readonly #pixel: number;

  constructor(header: PngHeader) {
    this.line = Buffer.alloc(lineBytes(header));
    this.#next = Buffer.alloc(this.line.length);
    this.#zeros = Buffer.alloc(this.line.length);
    this.#pixel = pixelBytes(header);
  }

  add(filtered: Buffer): void {
    const filter = filtered[0]!;
    const zeros = filtered.compare(this.#zeros, 0, this.#zeros.length, 1) === 0;
    // Zeros filtered by Up or Paeth repeat the line above; on black, by any filter.
    if (zeros && (this.#black || filter === filters.up || filter === filters.paeth)) {
      if (filter <= filters.paeth) return;
    }
    unfilterLine(filtered, this.line, this.#next, this.#pixel);
    [this.line, this.#next] = [this.#next, this.line];
    this.#black = zeros && filter <= filters.sub;
  }

  /** The same line with its filter type, filtered by None or Sub. */
  independent(filtered: Buffer): Buffer {
    if (filtered[0]! <= filters.sub) return Buffer.from(filtered);
    this.add(filtered);
    return filterBySub(this.line, this.#pixel);
  }
}

/** Filters lines, each into the same buffer: the first by Sub, so that it does not need a row above, all others by Paeth. */
export async function* filterLines(
  lines: AsyncIterable<Buffer> | Iterable<Buffer>,
  pixel: number,
): AsyncGenerator<Buffer> {
  let above: Buffer | null = null;
  let filtered: Buffer = Buffer.alloc(0);
  for await (const line of lines) {
    if (above === null) {
      above = Buffer.allocUnsafe(line.length);
      filtered = filterBySub(line, pixel);
    } else {
      filterByPaeth(line, above, filtered, pixel);
    }
    yield filtered;
    line.copy(above);
  }
}
