import { type Band, describeBand, InputError, type Rows, rowsOf } from '@task-distributor/band';

/** @throws InputError for rows that are missing or outside the image */
export function rowsToRender(band: Band, height: number): Rows {
  const rows = rowsOf(band);
  if (rows === null) throw new InputError(`${describeBand(band)}: Expected rows to render, got none`);
  if (rows.last > height) {
    throw new InputError(`${describeBand(band)}: Expected rows within 1-${height} (-y), got more`);
  }
  return rows;
}
