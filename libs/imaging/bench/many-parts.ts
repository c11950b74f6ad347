import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Band } from '@task-distributor/band';
import { composeBands, composeParts } from '../src/index.ts';
import { writePart } from '../src/write-part.ts';

// The program that many-parts.test.ts runs: make FOLDER COUNT, or compose FOLDER COUNT ORDER. Every part has one row.
const [verb, folder = '', countText, order = ''] = process.argv.slice(2);
const count = Number(countText);
const job = 'bench';
const width = 64;

await (verb === 'make' ? makeParts() : compose());

async function makeParts(): Promise<void> {
  const header = { width, height: 1, depth: 8, colourType: 2, interlaced: false };
  const chunks = [
    { type: 'gAMA', data: Buffer.from('0000b18f', 'hex') },
    { type: 'sRGB', data: Buffer.from([0]) },
    { type: 'sBIT', data: Buffer.from([8, 8, 8]) },
  ];
  const head = { header, palette: null, transparency: null, chunks };
  for (let row = 1; row <= count; row += 1) {
    const handle = await open(partPath(row), 'w');
    const write = async (bytes: Buffer): Promise<void> => void (await handle.write(bytes));
    const mark = { first: row, last: row, job };
    await writePart({ head, lines: oneLine(row) }, write, { first: 1, last: 1 }, mark);
    await handle.close();
  }
}

async function* oneLine(row: number): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(Array.from({ length: 3 * width }, (_, i) => row + i)));
}

/** Prints seconds, seconds of the processor, and the largest amount of memory in MiB. */
async function compose(): Promise<void> {
  const output = join(folder, 'out.png');
  const { signal } = new AbortController();
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  if (order === 'arguments') {
    const paths = Array.from({ length: count }, (_, i) => partPath(i + 1));
    await composeParts(paths, { output, job, durable: false }, signal);
  } else {
    await composeBands(bands(), { output, height: count, job, durable: false }, signal);
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuStart);
  console.log([seconds, (user + system) / 1e6, process.resourceUsage().maxRSS / 1024].join(' '));
}

async function* bands(): AsyncGenerator<Band> {
  for (let i = 1; i <= count; i += 1) {
    await Promise.resolve();
    const row = order === 'reverse' ? count + 1 - i : order === 'shuffled' ? shuffled(i) : i;
    yield { first: row, last: row, host: 'host', state: 'done', info: partPath(row) };
  }
}

/** The i-th of all rows in an order without pattern, which is the same in each run. */
function shuffled(i: number): number {
  // Steps of a prime number reach every row, unless the number of rows is a multiple of it.
  return 1 + ((i * 7_368_787) % count);
}

function partPath(row: number): string {
  return join(folder, `${row}.png`);
}
