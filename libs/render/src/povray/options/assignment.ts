/** A value that POV-Ray's options give to a setting. */
export interface Assignment {
  /** Keyword of the setting, as in an INI file: `Render_Block_Size`. */
  readonly setting: string;
  /** As written; `On` or `Off` for the sign of a switch. */
  readonly value: string;
  readonly origin: Origin;
}

/** The place of a setting. */
export interface Origin {
  /** The word of the command line. */
  readonly word: string | null;
  /** The INI file; null = the word itself. */
  readonly file: string | null;
  /** The section of the file; null = its top. */
  readonly section: string | null;
  /** Line of the file, from 1 on. */
  readonly line: number | null;
}

/** For messages: `+A0.3`, `two.ini line 3`, `two.ini[final] line 7`. */
export function describeOrigin({ word, file, section, line }: Origin): string {
  if (file === null) return word ?? '';
  return `${file}${section === null ? '' : `[${section}]`} line ${line}`;
}
