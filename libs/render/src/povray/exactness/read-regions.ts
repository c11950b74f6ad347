import { SceneLexer } from '../scene/scene-lexer.ts';
import { type Conditions, verdictOf } from './conditions.ts';
import type { Constants } from './constants.ts';
import { Region } from './region.ts';

/** A file's pieces, and what it asks for at its end. */
interface ReadRegions {
  readonly regions: readonly Region[];
  /** Whether `#version` asks for POV-Ray before 3.5. */
  readonly isOld: boolean;
}

/**
 * Cuts a text in POV-Ray's scene language into macros, values of names, and the rest, without branches that are never taken.
 * @param isOld whether the file that includes it asks for POV-Ray before 3.5
 */
export function readRegions(text: Uint8Array, constants: Constants, isOld: boolean): ReadRegions {
  const reader = new RegionReader(text, constants, isOld);
  return { regions: reader.read(), isOld: reader.isOld };
}

class RegionReader {
  readonly #lexer: SceneLexer;
  readonly #ended: Region[] = [];
  /** Each lies in the one before. */
  readonly #open: Region[] = [new Region('file', '')];
  /** The last token if it is a word. */
  #word = '';
  /** Whether the last token ends an operand other than a name: a word after it begins a new statement. */
  #isAfterOperand = false;
  isOld: boolean;
  readonly #constants: Constants;

  constructor(text: Uint8Array, constants: Constants, isOld: boolean) {
    this.#lexer = new SceneLexer(text);
    this.isOld = isOld;
    this.#constants = constants;
  }

  read(): Region[] {
    while (this.#lexer.next()) this.#take();
    while (this.#open.length > 0) this.#end();
    return this.#ended;
  }

  get #region(): Region {
    return this.#open.at(-1)!;
  }

  #take(): void {
    const lexer = this.#lexer;
    const before = this.#word;
    this.#word = '';
    if (lexer.kind === 'directive') this.#takeDirective(lexer.text);
    else if (!this.#conditions.isLive) return;
    else if (lexer.kind === 'word') this.#takeWord(lexer.text);
    else this.#takeOther(before);
  }

  #takeOther(before: string): void {
    const { kind, text } = this.#lexer;
    this.#region.first ??= '';
    if (kind === 'number') this.#region.block.addNumber(text);
    else if (kind === 'mark') this.#takeMark(text, before);
    this.#isAfterOperand = kind !== 'mark' || text === '>' || text === ')' || text === ']';
  }

  #takeWord(word: string): void {
    if (this.#isAtValueLevel && this.#endsBefore(word)) this.#end();
    this.#isAfterOperand = false;
    this.#word = word;
    this.#region.addWord(word, this.#lexer.line);
  }

  #takeMark(mark: string, before: string): void {
    if (mark === ',') this.#region.block.addComma();
    else if (mark === '{') this.#openBlock(before);
    else if (mark === '}') this.#closeBlock();
    else if (mark === ';' && this.#isAtValueLevel) this.#end();
  }

  #openBlock(word: string): void {
    const { line } = this.#lexer;
    const region = this.#region;
    // Without its semicolon, a value goes on: the block belongs to the statement after it.
    if (this.#isAtValueLevel && !mayOpen(region, word)) {
      this.#end();
      this.#region.addWord(word, line);
    }
    this.#region.open(word, line);
  }

  #closeBlock(): void {
    while (this.#isAtValueLevel) this.#end();
    this.#region.close(this.isOld);
  }

  #takeDirective(directive: string): void {
    while (this.#isAtValueLevel) this.#end();
    if (this.#takeConditional(directive) || !this.#conditions.isLive) return;
    if (directive === 'declare' || directive === 'local') this.#openNamed('value');
    else if (directive === 'macro') this.#openNamed('macro');
    else if (directive === 'version') this.#takeVersion();
  }

  /** @returns whether the directive is one */
  #takeConditional(directive: string): boolean {
    const conditions = this.#conditions;
    if (directive === 'if') conditions.openIf(this.#readCondition());
    else if (directive === 'elseif') conditions.turn(this.#readCondition());
    else if (directive === 'else') conditions.turn(true);
    // A macro in a dead branch has an end, too.
    else if (openers.has(directive) || (directive === 'macro' && !conditions.isLive)) conditions.openOther();
    else if (directive === 'end') this.#closeConditional();
    else return false;
    return true;
  }

  #closeConditional(): void {
    if (this.#conditions.depth > 0) this.#conditions.close();
    else if (this.#region.kind === 'macro') this.#end();
  }

  /** `( ... )` @returns its verdict */
  #readCondition(): boolean | null {
    const tokens: string[] = [];
    let depth = 0;
    while (this.#lexer.next()) {
      const { text, kind, line } = this.#lexer;
      if (kind === 'word') this.#region.addWord(text, line);
      if (text === ')' && (depth -= 1) === 0) break;
      if (depth > 0) tokens.push(text);
      if (text === '(') depth += 1;
      if (depth === 0) break;
    }
    return verdictOf(tokens, this.#constants);
  }

  get #conditions(): Conditions {
    return this.#region.conditions;
  }

  #openNamed(kind: 'macro' | 'value'): void {
    if (!this.#lexer.next() || this.#lexer.kind !== 'word') return;
    this.#open.push(new Region(kind, this.#lexer.text));
    if (kind === 'value') while (this.#lexer.next() && this.#lexer.text !== '=');
  }

  #takeVersion(): void {
    if (!this.#lexer.next()) return;
    if (this.#lexer.kind === 'number') this.isOld = Number(this.#lexer.text) < 3.5;
    else this.#take();
  }

  /** Whether a value has ended without a semicolon. After a block, only a texture may have another layer. */
  #endsBefore(word: string): boolean {
    const { first, closed } = this.#region;
    if (closed > 0) return first !== 'texture' || word !== 'texture';
    return first !== null && this.#isAfterOperand;
  }

  get #isAtValueLevel(): boolean {
    return this.#region.kind === 'value' && this.#region.depth === 0;
  }

  #end(): void {
    const region = this.#open.pop()!;
    region.end(this.isOld);
    this.#ended.push(region);
  }
}

/** Whether the block can be the value, or a part of it: `finish {`, `function (x) {`, `array[3] {`. */
function mayOpen({ first, closed }: Region, word: string): boolean {
  if (closed > 0) return first === 'texture';
  return first === word || first === 'function' || first === 'array';
}

const openers: ReadonlySet<string> = new Set(['if', 'ifdef', 'ifndef', 'switch', 'while', 'for']);
