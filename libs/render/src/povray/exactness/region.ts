import { Block } from './block.ts';
import type { Sign } from './causes.ts';
import { Conditions } from './conditions.ts';

/** Why a region has not ended: what it takes to end it. */
export type RegionKind = 'file' | 'macro' | 'value';

/** A piece of a text that has an effect only where it is used: a macro, or the value of a name; or the rest of a file. */
export class Region {
  readonly kind: RegionKind;
  /** '' = the rest of a file. */
  readonly name: string;
  readonly words = new Set<string>();
  readonly signs: Sign[] = [];
  readonly conditions = new Conditions();
  /** Its first token; '' = none that is a word; null = not read yet. */
  first: string | null = null;
  /** Blocks of it that have been closed, not counting those inside others. */
  closed = 0;
  readonly #blocks: Block[] = [new Block('', '', 0)];

  constructor(kind: RegionKind, name: string) {
    this.kind = kind;
    this.name = name;
  }

  get depth(): number {
    return this.#blocks.length - 1;
  }

  get block(): Block {
    return this.#blocks.at(-1)!;
  }

  addWord(word: string, line: number): void {
    this.first ??= word;
    this.words.add(word);
    this.block.addWord(word, line);
  }

  /** @param word the word before the brace; '' = another token */
  open(word: string, line: number): void {
    this.#blocks.push(new Block(word, this.block.word, line));
  }

  close(isOld: boolean): void {
    if (this.depth === 0) return;
    this.#take(this.#blocks.pop()!, isOld);
    if (this.depth === 0) this.closed += 1;
  }

  end(isOld: boolean): void {
    while (this.depth > 0) this.close(isOld);
    this.#take(this.block, isOld);
  }

  #take(block: Block, isOld: boolean): void {
    this.signs.push(...block.signs(isOld));
  }
}
