import { endianness } from 'node:os';
import type { Rows } from '@task-distributor/band';
import type { BlockLayout, StateFormat } from '@task-distributor/render';
import { blockOf } from '../kept/record-block.ts';
import type { StateRecords } from '../kept/write-state.ts';
import type { TransferTable } from './transfer-table.ts';

/** Finished blocks that hold some rows of an image. */
export interface RowsInBlocks {
  readonly layout: BlockLayout;
  readonly records: StateRecords;
  readonly rows: Rows;
}

/** Whether all blocks of the rows are there. */
export function holdsRows({ layout, records, rows }: RowsInBlocks): boolean {
  const { first, last } = blockRowsOf(layout, rows);
  for (let id = first * layout.columns; id < (last + 1) * layout.columns; id += 1)
    if (!records.has(id)) return false;
  return true;
}

/**
 * The lines of the rows, three samples of 8 bits a pixel, each in the same memory.
 * @throws NoNumber; Error if a record cannot be read
 */
export function* linesOfBlocks(
  blocks: RowsInBlocks,
  states: StateFormat,
  table: TransferTable,
): Generator<Buffer> {
  let line = Buffer.alloc(0);
  for (const values of linesOfValues(blocks, states)) {
    if (line.length !== values.length) line = Buffer.alloc(values.length);
    for (let i = 0; i < values.length; i += 1) line[i] = table.sampleOf(values[i]!);
    yield line;
  }
}

/** The same lines, as the bits of red, green and blue as floats. */
export function* linesOfValues(
  { layout, records, rows }: RowsInBlocks,
  states: StateFormat,
): Generator<Uint32Array> {
  const { columns, region, size } = layout;
  const { first, last } = blockRowsOf(layout, rows);
  for (let blockRow = first; blockRow <= last; blockRow += 1) {
    const top = region.first + blockRow * size;
    const ids = Array.from({ length: columns }, (_, column) => blockRow * columns + column);
    const blocks = ids.map((id) => valuesOf(records.get(id)!.read(), id, layout, states));
    const height = layout.lastRow(blockRow) - top + 1;
    for (let y = Math.max(0, rows.first - top); y < height && top + y <= rows.last; y += 1)
      yield lineOf(blocks, y, height);
  }
}

function blockRowsOf({ region, size }: BlockLayout, { first, last }: Rows): Rows {
  const of = (row: number) => Math.floor((row - region.first) / size);
  return { first: of(first), last: of(last) };
}

/** The bits of its floats, in the machine's order. */
function valuesOf(record: Buffer, id: number, layout: BlockLayout, states: StateFormat): Uint32Array {
  const block = blockOf(record, states);
  const bytes = states.pixels(record);
  // What is in the job folder can change at any time.
  if (block === null || bytes === null || block.id !== id || !layout.holds(block))
    throw new Error(`Expected the record of block ${id}, got another one`);
  const copy = Buffer.from(new ArrayBuffer(bytes.length));
  bytes.copy(copy);
  if (endianness() === 'LE') copy.swap32();
  return new Uint32Array(copy.buffer, 0, bytes.length / 4);
}

/** @param y line of the blocks, from 0 on */
function lineOf(blocks: readonly Uint32Array[], y: number, height: number): Uint32Array {
  const lengths = blocks.map(({ length }) => length / height);
  const pixels = lengths.reduce((sum, length) => sum + length, 0) / valuesPerPixel;
  const line = new Uint32Array(colours * pixels);
  let at = 0;
  for (const [i, values] of blocks.entries()) {
    const end = (y + 1) * lengths[i]!;
    for (let from = y * lengths[i]!; from < end; from += valuesPerPixel) {
      line[at] = values[from]!;
      line[at + 1] = values[from + 1]!;
      line[at + 2] = values[from + 2]!;
      at += colours;
    }
  }
  return line;
}

/** Red, green, blue, filter, transmit. */
const valuesPerPixel = 5;
const colours = 3;
