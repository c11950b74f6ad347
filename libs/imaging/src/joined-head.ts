import { FormatTally } from './format-tally.ts';
import { headInFormat } from './image-head.ts';
import { byColourPrecedence, headWithColours } from './join-colours.ts';
import type { KnownPart } from './known-part.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, sameFormat, type RasterFormat } from './raster-format.ts';

/** The head of the composed image, kept up to date as parts become known or are removed. */
export class JoinedHead {
  readonly #parts: ReadonlyMap<number, KnownPart>;
  readonly #height: number;
  readonly #formats = new FormatTally();
  /** The part that determines the colours; null = to be looked for among all parts. */
  #colourSource: KnownPart | null = null;
  #last: { readonly head: PngHead; readonly colourSource: KnownPart; readonly format: RasterFormat } | null =
    null;

  /**
   * @param parts all parts that were added and not removed
   * @param height rows of the whole image
   */
  constructor(parts: ReadonlyMap<number, KnownPart>, height: number) {
    this.#parts = parts;
    this.#height = height;
  }

  add(part: KnownPart): void {
    this.#formats.add(formatOf(part.facts.head));
    if (this.#colourSource !== null && byColourPrecedence(part, this.#colourSource) < 0)
      this.#colourSource = part;
  }

  remove(part: KnownPart): void {
    this.#formats.remove(formatOf(part.facts.head));
    if (part === this.#colourSource) this.#colourSource = null;
  }

  /** The same object as before unless it has changed. There must be at least one part. */
  get head(): PngHead {
    const colourSource = (this.#colourSource ??= this.#findColourSource());
    const format = this.#formats.format;
    if (
      this.#last === null ||
      !sameColours(colourSource, this.#last.colourSource) ||
      !sameFormat(format, this.#last.format)
    ) {
      const coloured = headWithColours(colourSource);
      const head = headInFormat(coloured, { width: coloured.header.width, height: this.#height }, format);
      this.#last = { head, colourSource, format };
    }
    return this.#last.head;
  }

  #findColourSource(): KnownPart {
    return [...this.#parts.values()].reduce((best, part) =>
      byColourPrecedence(part, best) < 0 ? part : best,
    );
  }
}

function sameColours(a: KnownPart, b: KnownPart): boolean {
  return a.facts.head === b.facts.head && (a.facts.marked === null) === (b.facts.marked === null);
}
