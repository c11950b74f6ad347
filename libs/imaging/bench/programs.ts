import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Band, Rows } from '@task-distributor/band';
import { composeBands, cropPng } from '../src/index.ts';
import { writePart } from '../src/write-part.ts';

// What the benchmark runs as programs of their own, so that start and peak memory are theirs: VERB ARGUMENT...
const [verb, ...args] = process.argv.slice(2);
const job = 'bench';
const never = new AbortController().signal;

const verbs: Record<string, () => Promise<void>> = {
  compose: () => compose(args[0]!, Number(args[1]), args.slice(2)),
  crop: () => crop(args[0]!, args[1]!, { first: Number(args[2]), last: Number(args[3]) }),
  'last-band': () => lastBand(args[0]!, Number(args[1]), args[2]!, args.slice(3)),
  'make-parts': () => makeParts(args[0]!, Number(args[1]), Number(args[2]), args[3]!),
  'make-render': () => makeRender(args[0]!, Number(args[1]), Number(args[2]), args[3]!),
};
await verbs[verb!]!();

async function compose(output: string, height: number, parts: string[]): Promise<void> {
  await composeBands(stream(bandsOf(parts, height)), { output, height, job, durable: false }, never);
}

async function crop(input: string, output: string, rows: Rows): Promise<void> {
  const sink = createWriteStream(output);
  await cropPng(createReadStream(input), sink, { rows });
  await new Promise<void>((resolve) => sink.end(resolve));
}

/** Prints how long the image takes after the last of its bands is done. */
async function lastBand(output: string, height: number, which: string, parts: string[]): Promise<void> {
  const bands = bandsOf(parts, height);
  const last = bands.splice(which === 'bottom' ? -1 : 0, 1)[0]!;
  let start = 0;
  async function* late() {
    yield* bands;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    start = performance.now();
    yield last;
  }
  await composeBands(late(), { output, height, job, durable: false }, never);
  console.log(((performance.now() - start) / 1000).toFixed(2));
}

async function makeParts(folder: string, width: number, height: number, content: string): Promise<void> {
  for (const { first, last } of eighths(height)) {
    const name = `${folder}/rows-${String(first).padStart(6, '0')}-${String(last).padStart(6, '0')}.png`;
    await make(name, width, { first, last }, lines(width, height, { first, last }, content, first, last));
  }
}

/** What POV-Ray writes for the fifth of eight bands: the whole height, in which all other rows are black. */
async function makeRender(path: string, width: number, height: number, content: string): Promise<void> {
  const rows = { first: 1, last: height };
  await make(path, width, rows, lines(width, height, eighths(height)[4]!, content, 1, height));
}

async function make(path: string, width: number, rows: Rows, pixels: AsyncIterable<Buffer>): Promise<void> {
  const height = rows.last - rows.first + 1;
  const header = { width, height, depth: 8, colourType: 2, interlaced: false };
  const head = { header, palette: null, transparency: null, chunks: [] };
  const handle = await open(path, 'w');
  const write = async (bytes: Buffer) => void (await handle.write(bytes));
  await writePart({ head, lines: pixels }, write, { first: 1, last: height }, { ...rows, job });
  await handle.close();
}

async function* lines(
  width: number,
  height: number,
  { first, last }: Rows,
  content: string,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  const noise = Buffer.alloc(4 * 1024 * 1024);
  let state = 1;
  for (let i = 0; i < noise.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[i] = content === 'flat' ? 0 : state >>> 25;
  }
  const line = Buffer.alloc(width * 3);
  for (let row = from; row <= to; row += 1) {
    line.fill(0);
    if (row >= first && row <= last) {
      const shift = (row * 7919) % 65_536;
      const base = Math.floor((row / height) * 100);
      for (let i = 0; i < line.length; i += 1) line[i] = base + noise[(shift + i) % noise.length]!;
    }
    yield await Promise.resolve(line);
  }
}

function bandsOf(parts: string[], height: number): Band[] {
  return eighths(height).map((rows, i) => ({ ...rows, host: 'host', state: 'done', info: parts[i]! }));
}

function eighths(height: number): Rows[] {
  const at = (i: number) => Math.floor((height * i) / 8);
  return Array.from({ length: 8 }, (_, i) => ({ first: at(i) + 1, last: at(i + 1) }));
}

async function* stream(bands: Band[]): AsyncGenerator<Band> {
  for (const band of bands) yield await Promise.resolve(band);
}
