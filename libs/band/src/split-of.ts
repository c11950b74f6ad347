import { type Band, rowsOf } from './band.ts';
import { formatRows, parseRows, type Rows } from './rows.ts';

/** The two bands that take the place of one that was cut short. */
export interface Split {
  /** The upper rows, which the worker goes on with. */
  readonly kept: Rows;
  /** The lower rows, which another worker renders. */
  readonly rest: Rows;
}

/** What a record in state `split` says. @throws an error if it is no such record */
export function splitOf(band: Band): Split {
  const split = readSplit(rowsOf(band), band.info);
  if (band.state !== 'split' || split === null) {
    throw new Error(`Expected a band that was split, got ${JSON.stringify(band)}`);
  }
  return split;
}

/** @param kept as in a record, `1-192`. @returns null = it does not begin with the band's first row, or does not end before its last */
export function readSplit(rows: Rows | null, kept: string | null): Split | null {
  const keptRows = parseRows(kept ?? '');
  if (rows === null || keptRows?.first !== rows.first || keptRows.last >= rows.last) return null;
  return { kept: keptRows, rest: { first: keptRows.last + 1, last: rows.last } };
}

/** The record that a band on a host was cut short. @param last the last row that it keeps */
export function splitBand(band: Band, last: number): Band {
  return { ...band, state: 'split', info: formatRows({ first: band.first!, last }) };
}
