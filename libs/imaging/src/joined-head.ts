import { FormatTally } from './format-tally.ts';
import { headInFormat } from './image-head.ts';
import { bySpeakingOrder, coloursSaidBy } from './join-colours.ts';
import type { KnownPart } from './known-part.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, sameFormat, type RasterFormat } from './raster-format.ts';

/** The head of the composed image, kept up to date as parts become known or are removed. */
export class JoinedHead {
  readonly #parts: ReadonlyMap<number, KnownPart>;
  readonly #height: number;
  readonly #formats = new FormatTally();
  /** The part that says what the colours are; null = to be looked for among all parts. */
  #speaker: KnownPart | null = null;
  #last: { readonly head: PngHead; readonly speaker: KnownPart; readonly format: RasterFormat } | null = null;

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
    if (this.#speaker !== null && bySpeakingOrder(part, this.#speaker) < 0) this.#speaker = part;
  }

  remove(part: KnownPart): void {
    this.#formats.remove(formatOf(part.facts.head));
    if (part === this.#speaker) this.#speaker = null;
  }

  /** The same object as before unless it has changed. There must be at least one part. */
  get head(): PngHead {
    const speaker = (this.#speaker ??= this.#findSpeaker());
    const format = this.#formats.format;
    if (
      this.#last === null ||
      !saysTheSame(speaker, this.#last.speaker) ||
      !sameFormat(format, this.#last.format)
    ) {
      const said = coloursSaidBy(speaker);
      const head = headInFormat(said, { width: said.header.width, height: this.#height }, format);
      this.#last = { head, speaker, format };
    }
    return this.#last.head;
  }

  #findSpeaker(): KnownPart {
    return [...this.#parts.values()].reduce((best, part) => (bySpeakingOrder(part, best) < 0 ? part : best));
  }
}

function saysTheSame(a: KnownPart, b: KnownPart): boolean {
  return a.facts.head === b.facts.head && (a.facts.marked === null) === (b.facts.marked === null);
}
