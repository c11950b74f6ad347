import { spreadOver, type Strip } from '@task-distributor/band';

/** Where a block lies, in rows and columns counted from 0. */
export interface ProbedBlock {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * The rows of blocks, from the top to the bottom, with what their blocks cost.
 * @param seconds of each block
 */
export function stripsOf(blocks: readonly ProbedBlock[], seconds: readonly number[]): Strip[] {
  const rows = new Map<number, { block: ProbedBlock; seconds: number }[]>();
  for (const [i, block] of blocks.entries()) {
    const row = rows.get(block.top) ?? [];
    row.push({ block, seconds: seconds[i] ?? 0 });
    rows.set(block.top, row);
  }
  return [...rows.entries()].sort(([a], [b]) => a - b).map(([, row]) => stripOf(row));
}

function stripOf(row: { block: ProbedBlock; seconds: number }[]): Strip {
  const { top, bottom } = row[0]!.block;
  const seconds = row.reduce((sum, each) => sum + each.seconds, 0);
  return { first: top + 1, last: bottom + 1, seconds, columns: columnsOf(row) };
}

/** As many as there are blocks: the last block can be narrower than the others. */
function columnsOf(row: { block: ProbedBlock; seconds: number }[]): number[] {
  const columns = new Array<number>(row.length).fill(0);
  const width = 1 + Math.max(...row.map(({ block }) => block.right));
  const scale = columns.length / width;
  for (const { block, seconds } of row)
    spreadOver(columns, { from: block.left * scale, to: (block.right + 1) * scale }, seconds);
  return withoutNoise(columns);
}

/** Evens out what is too short to be measured. */
function withoutNoise(seconds: readonly number[]): number[] {
  const mean = seconds.reduce((sum, value) => sum + value, 0) / seconds.length;
  const kept = mean / (mean + noiseOfBlock);
  return seconds.map((value) => kept * value + (1 - kept) * (mean + Number.MIN_VALUE));
}

/** By how many seconds the time of a block may be wrong: a clock moves in steps. */
const noiseOfBlock = 0.002;
