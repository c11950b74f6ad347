import type { Sign } from './causes.ts';

/** A telling word in a block, and the numbers after it. */
interface Setting {
  readonly word: string;
  readonly line: number;
  readonly values: number[];
  commas: number;
}

/**
 * What stands between two braces, without the blocks in it.
 * Source of what has an effect: POV-Ray 3.7, parse.cpp, parstxtr.cpp, media.cpp, trace.cpp.
 */
export class Block {
  readonly word: string;
  /** Word of the block around it; '' = none that is known. */
  readonly #around: string;
  readonly #line: number;
  readonly #settings: Setting[] = [];
  #last: Setting | null = null;

  constructor(word: string, around: string, line: number) {
    this.word = word;
    this.#around = around;
    this.#line = line;
  }

  addWord(word: string, line: number): void {
    this.#last = null;
    if (!tellingWords.has(word)) return;
    this.#last = { word, line, values: [], commas: 0 };
    this.#settings.push(this.#last);
  }

  addNumber(digits: string): void {
    this.#last?.values.push(Number(digits));
  }

  addComma(): void {
    if (this.#last !== null) this.#last.commas += 1;
  }

  /** @param isOld whether the scene asks for POV-Ray before 3.5, where media take random samples */
  signs(isOld: boolean): Sign[] {
    const cause = this.#cause(isOld);
    const own = cause === null ? [] : [{ cause, line: this.#line }];
    const jitter = this.word === 'rainbow' || this.word === 'media' ? this.word : 'jitter';
    return [
      ...own,
      // Every band shoots the same photons.
      ...(this.word === 'photons' ? [] : this.#linesOf('jitter')).map((line): Sign => ({
        cause: jitter,
        line,
      })),
      ...Object.entries(causeOfWord).flatMap(([word, cause]) =>
        this.#linesOf(word).map((line): Sign => ({ cause, line })),
      ),
    ];
  }

  #cause(isOld: boolean): Sign['cause'] | null {
    const mayBeGlobal = this.#around === '' || this.#around === 'global_settings';
    switch (this.word) {
      case 'radiosity':
        return mayBeGlobal ? 'radiosity' : null;
      case 'photons':
        return mayBeGlobal && this.#has('spacing', 'count', 'load_file') ? 'photons' : null;
      case 'subsurface':
        return this.#around === 'global_settings' ? 'subsurfaceOn' : 'subsurface';
      case 'media':
        return this.#isRandomMedia(isOld) ? 'media' : null;
      default:
        return null;
    }
  }

  /** With method 1, samples are random; with method 2, those beyond the smallest number are. */
  #isRandomMedia(isOld: boolean): boolean {
    const methods = this.#settings.filter(({ word }) => word === 'method');
    if (methods.length === 0) return isOld;
    const samples = this.#settings.filter(({ word }) => word === 'samples');
    const isFixed = samples.every(
      ({ values, commas }) => values.length > commas && new Set(values).size === 1,
    );
    return methods.some(({ values }) => values[0] !== 3 && !(values[0] === 2 && isFixed));
  }

  /** Where a word stands, unless 0 follows. */
  #linesOf(name: string): number[] {
    return this.#settings
      .filter(({ word, values }) => word === name && values[0] !== 0)
      .map(({ line }) => line);
  }

  #has(...words: string[]): boolean {
    return this.#settings.some(({ word }) => words.includes(word));
  }
}

/** Words that are a cause wherever they stand. */
const causeOfWord: Readonly<Record<string, Sign['cause']>> = {
  crand: 'crand',
  area_light: 'areaLight',
  julia_fractal: 'julia',
  evaluate: 'isosurface',
  cubic: 'polynomial',
  quartic: 'polynomial',
  poly: 'polynomial',
};

const tellingWords: ReadonlySet<string> = new Set([
  ...Object.keys(causeOfWord),
  ...'count jitter load_file method samples spacing'.split(' '),
]);
