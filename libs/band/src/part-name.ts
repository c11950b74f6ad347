import type { Rows } from './band.ts';

/**
 * File name of the part that holds these rows: `rows-000151-000300.png`. Lexical order is row order, so
 * `convert rows-*.png -append` works.
 */
export function partName(rows: Rows): string {
  return `rows-${pad(rows.first)}-${pad(rows.last)}.png`;
}

/** File name of a host's part, as the original's worker names it: `pi110.png`. */
export function hostPartName(host: string): string {
  return `${host}.png`;
}

/** Rows as in the lockfile's third field and in `--rows`: `151-300`. */
export function formatRows(rows: Rows): string {
  return `${rows.first}-${rows.last}`;
}

/** Reads `151-300`; null when it is not rows. */
export function parseRows(text: string): Rows | null {
  const match = /^([1-9]\d{0,8})-([1-9]\d{0,8})$/.exec(text);
  if (!match) return null;
  const rows = { first: Number(match[1]), last: Number(match[2]) };
  return rows.first <= rows.last ? rows : null;
}

function pad(row: number): string {
  return String(row).padStart(6, '0');
}
