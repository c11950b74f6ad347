import type { Rows } from './rows.ts';

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

function pad(row: number): string {
  return String(row).padStart(6, '0');
}
