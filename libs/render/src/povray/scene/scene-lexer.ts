/**
 * - `word`: a keyword or an identifier
 * - `directive`: the word after a `#`
 * - `string`: its text without quotes
 * - `number`: without its sign
 * - `mark`: any other character
 */
export type TokenKind = 'word' | 'directive' | 'string' | 'number' | 'mark';

/**
 * Reads a text in POV-Ray's scene language token by token. Comments are left out. POV-Ray's names are ASCII, so the bytes of a
 * string above 127 become the characters of the same number. Source: POV-Ray 3.7, tokenize.cpp.
 */
export class SceneLexer {
  /** Of the last token. */
  kind: TokenKind = 'mark';
  readonly #bytes: Buffer;
  #at = 0;
  #start = 0;
  #end = 0;
  readonly #lines = new LineCounter();

  constructor(text: Uint8Array) {
    this.#bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  }

  /** Moves on to the next token. @returns whether there is one */
  next(): boolean {
    this.#skip();
    if (this.#at >= this.#bytes.length) return false;
    this.#start = this.#at;
    this.#end = this.#readToken(this.#bytes[this.#at]!);
    return true;
  }

  /** Text of the last token. */
  get text(): string {
    if (this.kind === 'mark') return characters[this.#bytes[this.#start]!]!;
    const text = this.#bytes.toString('latin1', this.#start, this.#end);
    // The only escape that the lexer replaces. In names of files, there is no other.
    return this.kind === 'string'
      ? text.replaceAll(/\\["\\]/g, (pair) => (pair === '\\"' ? '"' : pair))
      : text;
  }

  /** Line of the last token, from 1 on. */
  get line(): number {
    return this.#lines.lineOf(this.#bytes, this.#start);
  }

  /** @returns the index after the text of the token */
  #readToken(first: number): number {
    const type = types[first]!;
    if (type === Type.word) return this.#readAll('word', wordBytes);
    if (type === Type.digit || (first === dot && this.#isDigit(this.#at + 1))) return this.#readNumber();
    if (first === quote) return this.#readString();
    if (first === hash) return this.#readDirective();
    this.kind = 'mark';
    return (this.#at += 1);
  }

  #readAll(kind: TokenKind, members: Uint8Array): number {
    this.kind = kind;
    const bytes = this.#bytes;
    let at = this.#at + 1;
    while (at < bytes.length && members[bytes[at]!] === 1) at += 1;
    return (this.#at = at);
  }

  #readNumber(): number {
    const end = this.#readAll('number', numberBytes);
    const exponent = this.#bytes[end];
    if (exponent !== 0x65 && exponent !== 0x45) return end;
    const sign = this.#bytes[end + 1];
    const digits = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
    if (!this.#isDigit(digits)) return end;
    this.#at = digits;
    return this.#readAll('number', numberBytes);
  }

  #readString(): number {
    this.kind = 'string';
    const bytes = this.#bytes;
    this.#start += 1;
    let at = this.#start;
    while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
    const end = Math.min(at, bytes.length);
    this.#at = end + 1;
    return end;
  }

  #readDirective(): number {
    this.#at += 1;
    const end = this.#at;
    this.#skip();
    if (types[this.#bytes[this.#at] ?? 0] !== Type.word) {
      this.kind = 'mark';
      return end;
    }
    this.#start = this.#at;
    return this.#readAll('directive', wordBytes);
  }

  /** Skips spaces and comments. */
  #skip(): void {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      if (types[bytes[this.#at]!] === Type.space) this.#at += 1;
      else if (bytes[this.#at] !== slash) return;
      else if (bytes[this.#at + 1] === slash) this.#skipLine();
      else if (bytes[this.#at + 1] === star) this.#skipComment();
      else return;
    }
  }

  #skipLine(): void {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && !isLineEnd(bytes[this.#at]!)) this.#at += 1;
  }

  /** Comments may be nested. */
  #skipComment(): void {
    const bytes = this.#bytes;
    let depth = 0;
    do {
      const two = bytes[this.#at] === slash && bytes[this.#at + 1] === star ? 1 : this.#closes() ? -1 : 0;
      depth += two;
      this.#at += two === 0 ? 1 : 2;
    } while (depth > 0 && this.#at < bytes.length);
  }

  #closes(): boolean {
    return this.#bytes[this.#at] === star && this.#bytes[this.#at + 1] === slash;
  }

  #isDigit(at: number): boolean {
    return types[this.#bytes[at] ?? 0] === Type.digit;
  }
}

/** Counts lines up to an index; each index is at or after the one before. */
class LineCounter {
  #at = 0;
  #line = 1;

  lineOf(bytes: Uint8Array, index: number): number {
    for (; this.#at < index; this.#at += 1) {
      const byte = bytes[this.#at]!;
      if (!isLineEnd(byte)) continue;
      this.#line += 1;
      const next = bytes[this.#at + 1];
      // CR LF and LF CR are one end of a line.
      if (next !== undefined && next !== byte && isLineEnd(next)) this.#at += 1;
    }
    return this.#line;
  }
}

function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

const Type = { mark: 0, space: 1, word: 2, digit: 3 } as const;
const [quote, hash, star, dot, slash, backslash] = [0x22, 0x23, 0x2a, 0x2e, 0x2f, 0x5c];

const characters = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
const types = Uint8Array.from(characters, (character, byte) => {
  if (/[A-Za-z_]/.test(character)) return Type.word;
  if (/[0-9]/.test(character)) return Type.digit;
  return byte <= 0x20 || byte >= 0x7f ? Type.space : Type.mark;
});
const wordBytes = types.map((type) => (type === Type.word || type === Type.digit ? 1 : 0));
const numberBytes = types.map((type, byte) => (type === Type.digit || byte === dot ? 1 : 0));
