import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep, type Band, type Rows } from '@task-distributor/band';
import { composeBands } from '../src/index.ts';
import { writePart } from '../src/write-part.ts';
import { writeTo } from '../src/write-to.ts';

// The programs that bench.mjs runs beside the commands: VERB ARGUMENT...
const [verb, ...args] = process.argv.slice(2);
const job = 'bench';
const never = new AbortController().signal;

const verbs: Record<string, () => Promise<void>> = {
  'last-band': () => lastBand(args[0]!, Number(args[1]), args[2]!, args.slice(3)),
  'make-parts': () => makeParts(args[0]!, Number(args[1]), Number(args[2]), args[3]!),
  'print-render': () => printRender(Number(args[0]), Number(args[1]), args[2]!),
};
await verbs[verb!]!();

/** Prints the seconds from the last band to the finished image. */
async function lastBand(output: string, height: number, which: string, parts: string[]): Promise<void> {
  const bands = bandsOf(parts, height);
  const last = bands.splice(which === 'bottom' ? -1 : 0, 1)[0]!;
  let start = 0;
  async function* late() {
    yield* bands;
    await sleep(3000);
    start = performance.now();
    yield last;
  }
  await composeBands(late(), { output, height, job, durable: false }, never);
  console.log(((performance.now() - start) / 1000).toFixed(2));
}

async function makeParts(folder: string, width: number, height: number, content: string): Promise<void> {
  for (const { first, last } of eighths(height)) {
    const path = join(folder, `${String(first).padStart(6, '0')}.png`);
    await make(path, width, { first, last }, lines(width, height, { first, last }, content, first, last));
  }
  await writeFile(`${folder}/.td-job.json`, JSON.stringify(jobFile(width, height)));
}

/** Prints what a renderer makes of the fifth of eight bands, as a PPM: the whole height, with all other rows black. */
async function printRender(width: number, height: number, content: string): Promise<void> {
  await writeTo(process.stdout, Buffer.from(`P6 ${width} ${height} 255\n`));
  for await (const line of lines(width, height, eighths(height)[4]!, content, 1, height)) {
    await writeTo(process.stdout, line);
  }
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
      // A step that is longer than zlib's window.
      const shift = (row * 1_048_583) % noise.length;
      const base = Math.floor((row / height) * 100);
      for (let i = 0; i < line.length; i += 1) line[i] = base + noise[(shift + i) % noise.length]!;
    }
    yield await Promise.resolve(line);
  }
}

/** Says which job's parts td-compose trusts (docs/job-folder.md). */
function jobFile(width: number, height: number) {
  const owner = { host: 'bench', pid: 1, startTime: '' };
  const about = { scene: '/bench.pov', sceneHash: null, width, height, options: [] };
  return { version: 1, id: job, ...about, owner, opened: new Date().toISOString() };
}

function bandsOf(parts: string[], height: number): Band[] {
  return eighths(height).map((rows, i) => ({ ...rows, host: 'host', state: 'done', info: parts[i]! }));
}

function eighths(height: number): Rows[] {
  const at = (i: number) => Math.floor((height * i) / 8);
  return Array.from({ length: 8 }, (_, i) => ({ first: at(i) + 1, last: at(i + 1) }));
}
