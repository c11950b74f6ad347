import { type Band, type Rows, sameRows } from '@task-distributor/band';
import type { PlannedBand } from '@task-distributor/lockfile';

/**
 * The bands of a job that goes on: those of its plan. Where a band was cut short, its finished pieces are bands, and so is what
 * is left between them.
 * @param plan top to bottom
 * @param finished rows of the parts that are whole, in any order
 * @param hosts those that a band may name
 */
export function continuePlan(
  plan: readonly PlannedBand[],
  finished: readonly Rows[],
  hosts: ReadonlySet<string>,
): Band[] {
  const sorted = [...finished].sort((a, b) => a.first - b.first);
  return plan.flatMap((planned) => {
    const host = planned.host !== null && hosts.has(planned.host) ? planned.host : null;
    const isWhole = finished.some((rows) => sameRows(rows, planned));
    const pieces = isWhole ? [planned] : piecesOf(planned, sorted);
    return pieces.map(({ first, last }): Band => ({ first, last, host, state: '-', info: null }));
  });
}

/** Divides a band into the finished pieces within it and what lies between them. */
function piecesOf({ first, last }: Rows, sorted: readonly Rows[]): Rows[] {
  const pieces: Rows[] = [];
  let next = first;
  for (const piece of sorted) {
    if (piece.first < next || piece.last > last) continue;
    if (piece.first > next) pieces.push({ first: next, last: piece.first - 1 });
    pieces.push(piece);
    next = piece.last + 1;
  }
  if (next <= last) pieces.push({ first: next, last });
  return pieces;
}
