import type { Writable } from 'node:stream';
import { formatRows } from '@task-distributor/band';

/**
 * Writes one byte a second to a worker's stdin. A worker that receives none for 15 s stops.
 * @returns a function that closes the lifeline
 */
export function keepLifeline(stdin: Writable): () => void {
  stdin.on('error', () => undefined);
  beat(stdin);
  lifelines.add(stdin);
  timer ??= setInterval(beatAll, intervalMs);
  return () => {
    lifelines.delete(stdin);
    stdin.end();
    if (lifelines.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Asks a worker to end after this row. It answers on stdout. */
export function askToCutShort(stdin: Writable, last: number): void {
  if (stdin.writable) stdin.write(`\ncut ${last}\n`);
}

/** Tells a worker that others have finished these blocks of its band, counted from 1. */
export function tellBlocks(stdin: Writable, blocks: { readonly first: number; readonly last: number }): void {
  if (stdin.writable) stdin.write(`\nblocks ${formatRows(blocks)}\n`);
}

/** All lifelines of this process, so that one timer serves hundreds of workers. */
const lifelines = new Set<Writable>();
let timer: NodeJS.Timeout | undefined;

function beatAll(): void {
  for (const stdin of lifelines) beat(stdin);
}

function beat(stdin: Writable): void {
  if (stdin.writable && !stdin.writableNeedDrain) stdin.write('.');
}

const intervalMs = 1_000;
