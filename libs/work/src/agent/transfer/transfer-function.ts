import type { PngHead } from '@task-distributor/imaging';
import type { TransferTable } from './transfer-table.ts';

/** How a renderer makes an image of 8 bits from the values in its state file. */
export interface TransferFunction {
  /** Of each of its images; the size does not count. */
  readonly head: PngHead;
  readonly table: TransferTable;
}
