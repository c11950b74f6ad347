import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorTimeOf } from './processor-time.mjs';
import { countBlocks } from './state-blocks.mjs';

/**
 * Renders a picture with one thread, and measures the processor time of each block row. Width and height are multiples of
 * the block's size.
 * @param {{ width: number, height: number, blockSize: number, words: string[] }} picture words: POV-Ray's other options
 * @returns {Promise<{ rows: { first: number, last: number, blocks: number[] }[], parseSeconds: number }>} blocks: the seconds of
 *   each, from left to right; parseSeconds until the first pixel, of the processor
 */
export async function measureRows({ width, height, blockSize, words }) {
  const folder = mkdtempSync(join(tmpdir(), 'td-record-'));
  try {
    const fixed = ['-D', `+W${width}`, `+H${height}`, `+BS${blockSize}`, '+WT1', '+FN', '+Oimage.png'];
    const povray = spawn('nice', ['povray', ...fixed, ...words], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    povray.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-4_000)));
    const ended = new Promise((resolve) => povray.once('close', resolve));
    const { parseSeconds, looks } = await watch(povray, join(folder, 'image.pov-state'));
    const status = await ended;
    if (status !== 0) throw new Error(`povray ${words.join(' ')}: exit ${status}: ${stderr}`);
    const [columns, count] = [width / blockSize, height / blockSize];
    const seconds = secondsOfBlocks(looks, columns * count);
    const rows = Array.from({ length: count }, (_, i) => ({
      first: i * blockSize + 1,
      last: (i + 1) * blockSize,
      blocks: seconds.slice(i * columns, (i + 1) * columns),
    }));
    return { rows, parseSeconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Processor seconds when tracing began, and, with the number of blocks that were finished then, at each look that saw new ones. */
async function watch(povray, state) {
  const used = processorTimeOf(povray.pid);
  const looks = [];
  let parseSeconds = 0;
  while (povray.exitCode === null && povray.signalCode === null) {
    const seconds = used();
    // POV-Ray removes the file at the end.
    const blocks = countBlocks(state) ?? 0;
    if (blocks === 0 && looks.length === 0) parseSeconds = seconds;
    if (blocks > (looks.at(-1)?.blocks ?? 0)) looks.push({ blocks, seconds });
    await sleep(3);
  }
  return { parseSeconds, looks: [{ blocks: 0, seconds: parseSeconds }, ...looks] };
}

/**
 * Processor seconds of each block. One thread renders them from the left to the right and from the top to the bottom; those that were
 * finished between two looks count as evenly spread over the time between. The last ones may not have been seen.
 */
function secondsOfBlocks(looks, count) {
  const seconds = looks.slice(1).flatMap((look, i) => {
    const fresh = look.blocks - looks[i].blocks;
    return Array(fresh).fill((look.seconds - looks[i].seconds) / fresh);
  });
  return Array.from({ length: count }, (_, i) => seconds[i] ?? 0);
}
