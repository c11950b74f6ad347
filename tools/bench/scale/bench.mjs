import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printTable } from '../cluster/table.mjs';
import { bundleSource } from '../../bundle-source.mjs';
import { exponent } from './exponent.mjs';
import { makeParts } from './job-folders.mjs';

/**
 * What all measurements use: the sizes, a folder that goes at the end, and parts for the largest size.
 * @param {number} n the smallest size
 * @param {number} runs of each measurement; the middle one counts
 */
export async function openBench(n, runs) {
  const folder = mkdtempSync(join(tmpdir(), 'td-bench-scale-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      close();
      process.exit(1);
    });
  }
  const sizes = [1, 2, 4, 8].map((times) => times * n);
  const programs = await bundlePrograms(folder);
  let parts;
  return {
    folder,
    sizes,
    programs,
    close,
    /** Folder and job id of one-row parts for all sizes: made once, when somebody asks. */
    parts: async () => (parts ??= await makeParts(folder, programs, sizes.at(-1))),
    /** @param {Record<string, (size: number) => Promise<Measured>>} measurements by the name of their row */
    table: (title, measurements) => table(title, sizes, runs, measurements),
  };
}

async function bundlePrograms(folder) {
  const programs = join(folder, 'programs');
  for (const name of ['make-parts', 'run-queue'])
    await bundleSource(join(import.meta.dirname, `${name}.ts`), join(programs, `${name}.mjs`));
  return programs;
}

/**
 * Seconds from start to end, those of the processor, user and system together, and the most memory that it had.
 * @typedef {{ seconds: number, cpuSeconds: number, mebibytes: number }} Measured
 */

async function table(title, sizes, runs, measurements) {
  const rows = [['', ...sizes.map(String), 'exponent', 'of the last two', 'MiB']];
  for (const [name, measure] of Object.entries(measurements)) {
    const results = [];
    for (const size of sizes) {
      const all = [];
      for (let run = 0; run < runs; run += 1) {
        all.push(await measure(size));
        // What takes long varies little.
        if (all[0].seconds > 20) break;
      }
      const middle = (fact) => median(all.map((one) => one[fact]));
      results.push({
        size,
        seconds: middle('seconds'),
        cpuSeconds: middle('cpuSeconds'),
        mebibytes: middle('mebibytes'),
      });
    }
    rows.push([
      name,
      ...results.map(({ seconds }) => `${seconds.toFixed(2)} s`),
      exponent(results).toFixed(2),
      exponent(results.slice(-2)).toFixed(2),
      results.at(-1).mebibytes.toFixed(0),
    ]);
  }
  printTable(title, rows);
}
