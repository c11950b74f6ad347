import { SceneLexer } from '../scene/scene-lexer.ts';

/** Names that have one and the same number wherever they are declared. */
export class Constants {
  readonly #values = new Map<string, number>();
  readonly #changing: Set<string>;

  /** @param changing names that have other values, too */
  constructor(changing: Iterable<string>) {
    this.#changing = new Set(changing);
  }

  /** undefined = it depends */
  valueOf(name: string): number | undefined {
    return literals[name] ?? (this.#changing.has(name) ? undefined : this.#values.get(name));
  }

  readText(text: Uint8Array): void {
    const lexer = new SceneLexer(text);
    let isNext = lexer.next();
    while (isNext) {
      const directive = lexer.kind === 'directive' ? lexer.text : '';
      const isWord = lexer.kind === 'word';
      isNext = lexer.next();
      if (!isNext) return;
      if (directive === 'declare' || directive === 'local') isNext = this.#readDeclaration(lexer);
      else if (directive === 'macro' || directive === 'for' || directive === 'read') this.#readNames(lexer);
      else if (isWord && lexer.kind === 'mark' && lexer.text === '(') this.#readArguments(lexer);
    }
  }

  /** `NAME = 1;` @returns whether there is a token after it */
  #readDeclaration(lexer: SceneLexer): boolean {
    const name = lexer.text;
    const value = isNextMark(lexer, '=') && lexer.next() ? numberOf(lexer) : undefined;
    if (value === undefined) {
      this.#changing.add(name);
      return true;
    }
    const isNext = lexer.next();
    const isWhole = !isNext || lexer.kind === 'directive' || lexer.text === ';';
    if (!isWhole || (this.#values.get(name) ?? value) !== value) this.#changing.add(name);
    this.#values.set(name, value);
    return isNext;
  }

  /** A macro may change the names that it is called with. */
  #readArguments(lexer: SceneLexer): void {
    let depth = 1;
    while (depth > 0 && lexer.next()) {
      if (lexer.kind === 'word') this.#changing.add(lexer.text);
      else if (lexer.text === '(') depth += 1;
      else if (lexer.text === ')') depth -= 1;
    }
  }

  /** Parameters of a macro, and what gets its value elsewhere: all names up to the parenthesis. */
  #readNames(lexer: SceneLexer): void {
    do {
      if (lexer.kind === 'word') this.#changing.add(lexer.text);
    } while (lexer.text !== ')' && lexer.next());
  }
}

function isNextMark(lexer: SceneLexer, mark: string): boolean {
  return lexer.next() && lexer.kind === 'mark' && lexer.text === mark;
}

function numberOf(lexer: SceneLexer): number | undefined {
  return lexer.kind === 'number' ? Number(lexer.text) : literals[lexer.text];
}

const literals: Readonly<Record<string, number | undefined>> = {
  on: 1,
  true: 1,
  yes: 1,
  off: 0,
  false: 0,
  no: 0,
};
