import type { Rows } from '@task-distributor/band';

/** Rows of a band that follow each other, and whether a part holds them. */
export interface Piece {
  readonly rows: Rows;
  readonly isFinished: boolean;
}

export function isWithin(inner: Rows, outer: Rows): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

/** Whether rows are within one of the bands, found by a binary search. */
export function withinAny(bands: readonly Rows[]): (rows: Rows) => boolean {
  const sorted = [...bands].sort((a, b) => a.first - b.first);
  let furthest = 0;
  /** The last row of each band and all before it. */
  const lasts = sorted.map(({ last }) => (furthest = Math.max(furthest, last)));
  return ({ first, last }) => {
    const count = countWhile(sorted, (band) => band.first <= first);
    return count > 0 && last <= lasts[count - 1]!;
  };
}

/**
 * The pieces of a band of which parts are there, top to bottom, so that as many rows as possible are finished.
 * @param parts rows of whole parts; those that are not within the band do not count, and they may overlap
 */
export function piecesOf(band: Rows, parts: readonly Rows[]): Piece[] {
  const pieces: Piece[] = [];
  let next = band.first;
  for (const rows of mostRows(parts.filter((part) => isWithin(part, band)))) {
    if (rows.first > next) pieces.push({ rows: { first: next, last: rows.first - 1 }, isFinished: false });
    pieces.push({ rows, isFinished: true });
    next = rows.last + 1;
  }
  if (next <= band.last) pieces.push({ rows: { first: next, last: band.last }, isFinished: false });
  return pieces;
}

/**
 * The same pieces; those without a part are cut where bands were cut short before.
 * @param firsts first rows of what was left of them
 */
export function cutAgain(pieces: readonly Piece[], firsts: readonly number[]): Piece[] {
  return pieces.flatMap(({ rows, isFinished }) => {
    const within = isFinished ? [] : firsts.filter((first) => first > rows.first && first <= rows.last);
    const starts = [rows.first, ...within.sort((a, b) => a - b), rows.last + 1];
    return starts.slice(0, -1).map((first, i) => ({ rows: { first, last: starts[i + 1]! - 1 }, isFinished }));
  });
}

/** Of parts that may overlap, those that together hold most rows, none twice; in row order. */
function mostRows(parts: readonly Rows[]): Rows[] {
  const sorted = [...parts].sort((a, b) => a.last - b.last);
  /** For the first n parts: how many rows can be had, and with which last part. */
  const best: { rows: number; part: Rows | null; before: number }[] = [{ rows: 0, part: null, before: 0 }];
  for (const [i, part] of sorted.entries()) {
    const before = countWhile(sorted, ({ last }) => last < part.first);
    const rows = best[before]!.rows + part.last - part.first + 1;
    best.push(rows > best[i]!.rows ? { rows, part, before } : { rows: best[i]!.rows, part: null, before: i });
  }
  const chosen: Rows[] = [];
  for (let i = sorted.length; i > 0; i = best[i]!.before) {
    const { part } = best[i]!;
    if (part !== null) chosen.push(part);
  }
  return chosen.reverse();
}

/** Number of items at the beginning for which it is true. @param isTrue false for all after them */
function countWhile(items: readonly Rows[], isTrue: (item: Rows) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
