import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { workspace } from './markdown.ts';

const width = 400;
const height = 225;

/** The grey samples of the example scene. */
async function render(): Promise<Buffer> {
  const scene = join(workspace, 'examples/spheres.pov');
  const script = `povray "+I$1" +W${width} +H${height} -D +O- 2>/dev/null | convert png:- -colorspace Gray -depth 8 gray:-`;
  const { stdout } = await execa('sh', ['-c', script, 'sh', scene], { encoding: 'buffer' });
  return Buffer.from(stdout);
}

/** How much the lines differ from their neighbours: the largest sum of differences over the median. */
function strongestEdge(lines: number, length: number, sample: (line: number, at: number) => number): number {
  const sums = Array.from({ length: lines - 1 }, (_, line) => {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += Math.abs(sample(line + 1, at) - sample(line, at));
    return sum;
  }).toSorted((a, b) => a - b);
  return sums.at(-1)! / sums[sums.length >> 1]!;
}

test('no edge of the example scene runs along a row or a column, which would look like a seam', async () => {
  const grey = await render();
  expect(grey).toHaveLength(width * height);
  expect(strongestEdge(height, width, (y, x) => grey[y * width + x]!)).toBeLessThan(2.5);
  expect(strongestEdge(width, height, (x, y) => grey[y * width + x]!)).toBeLessThan(2.5);
});
