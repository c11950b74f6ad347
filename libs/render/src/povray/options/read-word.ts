import type { Assignment, Origin } from './assignment.ts';
import { keywords, valueTypeOf } from './option-tables.ts';
import { readSwitch } from './read-switch.ts';
import { quotedText } from './quoted-text.ts';

/** An item in a word of the command line: a setting, the name of a file, or something that POV-Ray does not understand. */
export type WordItem =
  | { readonly kind: 'setting'; readonly assignment: Assignment }
  | { readonly kind: 'ini'; readonly specification: string }
  | { readonly kind: 'scene'; readonly path: string }
  | { readonly kind: 'library'; readonly path: string }
  | { readonly kind: 'unknown'; readonly text: string };

/**
 * Reads a word of POV-Ray's command line as POV-Ray does: it is split again at spaces and tabs, may have quotes of
 * both kinds, and may contain any number of switches (`+A0.3`), settings (`Width=640`) and names of files. Reading ends at the
 * first thing that POV-Ray does not understand. Source: POV-Ray 3.7, processoptions.cpp, ParseString.
 */
export function readWord(word: string): WordItem[] {
  const reader = new WordReader(word);
  const items: WordItem[] = [];
  while (!reader.isAtEnd) {
    const read = reader.next();
    items.push(...read);
    if (read.some(({ kind }) => kind === 'unknown')) break;
  }
  return items;
}

class WordReader {
  readonly #word: string;
  readonly #origin: Origin;
  #at = 0;

  constructor(word: string) {
    this.#word = word;
    this.#origin = { word, file: null, section: null, line: null };
    this.#skipSpace();
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#word.length;
  }

  next(): WordItem[] {
    const first = this.#word.charAt(this.#at);
    const items =
      first === '+' || first === '-'
        ? this.#switch(first)
        : /\w/.test(first)
          ? (this.#setting() ?? [this.#name()])
          : [this.#name()];
    this.#skipSpace();
    return items;
  }

  #switch(sign: '+' | '-'): WordItem[] {
    const start = this.#at;
    this.#at += 1;
    const key = this.#until(/[\s;#"'[\]=]/);
    const values = readSwitch(sign, key, this.#quoted());
    if (values === null) return [{ kind: 'unknown', text: this.#word.slice(start) }];
    return values.map((value) => ({ kind: 'setting', assignment: { ...value, origin: this.#origin } }));
  }

  /** null = it is not a setting that POV-Ray knows. */
  #setting(): WordItem[] | null {
    const start = this.#at;
    const setting = keywords.get(this.#until(/[\s;#"'[\]=]/).toLowerCase());
    if (setting === undefined || this.#word.charAt(this.#at) !== '=') {
      this.#at = start;
      return null;
    }
    // In an INI file, POV-Ray ignores it.
    if (valueTypeOf(setting) === null) return [{ kind: 'unknown', text: this.#word.slice(start) }];
    this.#at += 1;
    const value = this.#quoted() ?? this.#until(/[\s;#"']/);
    if (setting === 'Include_Ini') return [{ kind: 'ini', specification: value }];
    if (setting === 'Library_Path') return [{ kind: 'library', path: value }];
    return [{ kind: 'setting', assignment: { setting, value, origin: this.#origin } }];
  }

  #name(): WordItem {
    const start = this.#at;
    const quoted = this.#quoted();
    const text = quoted ?? this.#until(/[\s;#"']/);
    // A setting that is not known, or a character that POV-Ray stops at.
    if ((quoted === null && text.includes('=')) || text === '') {
      return { kind: 'unknown', text: this.#word.slice(start) };
    }
    if (/\.pov$/i.test(text)) return { kind: 'scene', path: text };
    return text.endsWith('/') ? { kind: 'library', path: text } : { kind: 'ini', specification: text };
  }

  /** The text of a quoted string that begins here; null = there is none. The closing quote may be missing. */
  #quoted(): string | null {
    const found = quotedText(this.#word, this.#at);
    if (found === null) return null;
    this.#at = found.next;
    return found.quoted;
  }

  #until(stop: RegExp): string {
    const length = this.#word.slice(this.#at).search(stop);
    const end = length === -1 ? this.#word.length : this.#at + length;
    const text = this.#word.slice(this.#at, end);
    this.#at = end;
    return text;
  }

  #skipSpace(): void {
    while (/[ \t]/.test(this.#word.charAt(this.#at))) this.#at += 1;
  }
}
