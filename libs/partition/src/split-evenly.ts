import type { Cut } from './cut.ts';

/**
 * Cuts an image into bands that cover all its rows and differ by at most one row, top to bottom. If the count divides the
 * height, these are the original's bands. If not, the first bands have one row more.
 */
export const splitEvenly: Cut = ({ height }, { length: count }) => {
  const rows = Math.floor(height / count);
  const larger = height % count;
  return Array.from({ length: count }, (_, i) => ({
    first: i * rows + Math.min(i, larger) + 1,
    last: (i + 1) * rows + Math.min(i + 1, larger),
  }));
};
