/** Rows of an image: 1-based, both ends included. */
export interface Rows {
  readonly first: number;
  readonly last: number;
}

export function sameRows(a: Rows, b: Rows): boolean {
  return a.first === b.first && a.last === b.last;
}

/** Whether they are all rows of an image of this height. */
export function isWholeImage({ first, last }: Rows, height: number): boolean {
  return first === 1 && last === height;
}

/** Rows as in the third field of a lockfile line and in `--rows`: `151-300`. */
export function formatRows(rows: Rows): string {
  return `${rows.first}-${rows.last}`;
}

/** Reads `151-300`; null = the text is not valid. */
export function parseRows(text: string): Rows | null {
  const match = /^([1-9]\d{0,8})-([1-9]\d{0,8})$/.exec(text);
  if (!match) return null;
  const rows = { first: Number(match[1]), last: Number(match[2]) };
  return rows.first <= rows.last ? rows : null;
}
