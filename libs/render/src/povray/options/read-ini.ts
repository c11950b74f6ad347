import type { Origin } from './assignment.ts';
import { keywords } from './option-tables.ts';
import { readSwitch } from './read-switch.ts';
import { quotedText } from './quoted-text.ts';

/** The contents of an INI file, in order. */
export type IniItem = { readonly origin: Origin } & (
  | { readonly kind: 'setting'; readonly setting: string; readonly value: string }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string }
);

/**
 * Reads an INI file as POV-Ray does: the lines before the first section, and those of every section with the given name.
 * Reading ends at the first thing that POV-Ray does not understand. Source: POV-Ray 3.7,
 * processoptions.cpp, ParseFile.
 * @param text the contents of the file
 * @param section name of the section to read; null = none
 * @param origin the file, and the word of the command line that led to it
 */
export function readIni(
  text: string,
  section: string | null,
  origin: Pick<Origin, 'word' | 'file'>,
): IniItem[] {
  const reader = new IniReader(text, section, origin);
  const items: IniItem[] = [];
  for (let read = reader.next(); read !== null; read = reader.next()) {
    items.push(...read);
    if (read.some(({ kind }) => kind === 'unknown')) break;
  }
  return items;
}

class IniReader {
  readonly #text: string;
  readonly #wanted: string | null;
  readonly #origin: Pick<Origin, 'word' | 'file'>;
  #at = 0;
  #section: string | null = null;

  constructor(text: string, wanted: string | null, origin: Pick<Origin, 'word' | 'file'>) {
    this.#text = text;
    this.#wanted = wanted;
    this.#origin = origin;
  }

  /** The next items; null = the end of the file. */
  next(): IniItem[] | null {
    this.#skip(/\s/);
    if (this.#at >= this.#text.length) return null;
    const origin = this.#here();
    const first = this.#text.charAt(this.#at);
    if (first === '[') return this.#enterSection();
    if (!this.#isWanted || /[;#]/.test(first)) return this.#skipLine();
    if (first === '+' || first === '-') return this.#switch(first, origin);
    return (/\w/.test(first) ? this.#setting(origin) : null) ?? [this.#name(origin)];
  }

  get #isWanted(): boolean {
    return this.#section === null || this.#section.toLowerCase() === this.#wanted?.toLowerCase();
  }

  #here(): Origin {
    const line = this.#text.slice(0, this.#at).split(/\r\n|\n\r|\n|\r/).length;
    return { ...this.#origin, section: this.#section, line };
  }

  #enterSection(): IniItem[] {
    const end = this.#text.indexOf(']', this.#at);
    this.#section = this.#text.slice(this.#at + 1, end === -1 ? undefined : end);
    this.#at = end === -1 ? this.#text.length : end + 1;
    return [];
  }

  #switch(sign: '+' | '-', origin: Origin): IniItem[] {
    const start = this.#at;
    this.#at += 1;
    const key = this.#until(/[\s,;#"'[\]=]/);
    const values = readSwitch(sign, key, this.#quoted());
    if (values === null) return [{ kind: 'unknown', text: this.#lineFrom(start), origin }];
    return values.map((value) => ({ kind: 'setting', ...value, origin }));
  }

  /** null = there is no setting here that POV-Ray knows. */
  #setting(origin: Origin): IniItem[] | null {
    const start = this.#at;
    const setting = keywords.get(this.#until(/[\s,;#"'[\]=]/).toLowerCase());
    this.#skip(/[ \t]/);
    if (setting === undefined || this.#text.charAt(this.#at) !== '=') {
      this.#at = start;
      return null;
    }
    this.#at += 1;
    this.#skip(/[ \t]/);
    const items: IniItem[] = [];
    do {
      items.push({ kind: 'setting', setting, value: this.#value(), origin });
      this.#skip(/[ \t]/);
    } while (this.#skipComma());
    // A line has one setting only.
    this.#skipLine();
    return items;
  }

  #value(): string {
    const quoted = this.#quoted();
    if (quoted !== null) return quoted;
    const value = this.#until(/[\s,;#"']/);
    return this.#hasUnquotedRest() ? value + this.#until(/[;#\r\n]/) : value;
  }

  /** Whether the value continues after a space: unless a comment, a comma, a switch or another setting follows. */
  #hasUnquotedRest(): boolean {
    const rest = /^[ \t]+([^\r\n]*)/.exec(this.#text.slice(this.#at))?.[1] ?? '';
    if (rest === '' || /^[;#,]|^[+-][A-Za-z]/.test(rest)) return false;
    return !keywords.has((/^[^\s,;#"'[\]=]*/.exec(rest)?.[0] ?? '').toLowerCase());
  }

  #skipComma(): boolean {
    if (this.#text.charAt(this.#at) !== ',') return false;
    this.#at += 1;
    this.#skip(/[ \t]/);
    return true;
  }

  #name(origin: Origin): IniItem {
    const start = this.#at;
    const quoted = this.#quoted();
    const text = quoted ?? this.#until(/[\s,;#"']/);
    if (text === '' || (quoted === null && text.includes('='))) {
      return { kind: 'unknown', text: this.#lineFrom(start), origin };
    }
    return { kind: 'name', text, origin };
  }

  /** The text of a quoted string that begins here; null = there is none. */
  #quoted(): string | null {
    const found = quotedText(this.#text, this.#at);
    if (found === null) return null;
    this.#at = found.next;
    return found.quoted;
  }

  #skipLine(): IniItem[] {
    this.#until(/[\r\n]/);
    return [];
  }

  #lineFrom(start: number): string {
    return /^[^\r\n]*/.exec(this.#text.slice(start))![0].trim();
  }

  #until(stop: RegExp): string {
    const length = this.#text.slice(this.#at).search(stop);
    const end = length === -1 ? this.#text.length : this.#at + length;
    const text = this.#text.slice(this.#at, end);
    this.#at = end;
    return text;
  }

  #skip(what: RegExp): void {
    while (this.#at < this.#text.length && what.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}
