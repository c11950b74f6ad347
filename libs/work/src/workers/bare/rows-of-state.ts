import type { Rows } from '@task-distributor/band';
import type { RowsOfImage } from '@task-distributor/imaging';
import type { BlockLayout, StateFormat } from '@task-distributor/render';
import { holdsRows, linesOfBlocks } from '../../agent/transfer/lines-of-blocks.ts';
import type { TransferFunction } from '../../agent/transfer/transfer-function.ts';
import { NoNumber } from '../../agent/transfer/transfer-table.ts';
import type { HostState } from './host-state.ts';

/** Rows of a region whose blocks are in a state. */
export interface RowsOfRegion {
  readonly layout: BlockLayout;
  readonly rows: Rows;
}

/** Makes them. @returns null = blocks are missing, or only the renderer can make samples of them */
export function rowsOfState(
  { bytes, blocks }: HostState,
  { layout, rows }: RowsOfRegion,
  states: StateFormat,
  { head, table }: TransferFunction,
): RowsOfImage | null {
  const records = new Map(
    blocks.map(({ id, record: { offset, length } }) => [
      id,
      { length, read: () => bytes.subarray(offset, offset + length) },
    ]),
  );
  const found = { layout, records, rows };
  if (!holdsRows(found)) return null;
  const size = { width: layout.width, height: rows.last - rows.first + 1 };
  try {
    // All at once: if one cannot be made, the renderer is to write the image.
    const lines = Array.from(linesOfBlocks(found, states, table), (line) => Buffer.from(line));
    return { head: { ...head, header: { ...head.header, ...size } }, lines };
  } catch (error) {
    if (error instanceof NoNumber) return null;
    throw error;
  }
}
