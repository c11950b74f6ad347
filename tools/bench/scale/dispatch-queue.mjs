import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMeasured } from './run-measured.mjs';

const hosts = 400;

/** The queue by itself: workers that do nothing. */
export async function dispatchQueue({ folder, programs, table }) {
  const stdout = join(folder, 'queue.json');
  const measure = (kind, what) => async (bands) => {
    const words = [process.execPath, join(programs, 'run-queue.mjs'), `${bands}`, `${hosts}`, kind];
    const { mebibytes } = await runMeasured(words, { stdout });
    return { ...JSON.parse(readFileSync(stdout, 'utf8'))[what], mebibytes };
  };
  await table(`Dispatch queue, ${hosts} hosts, by number of bands`, {
    'until the first has started': measure('any', 'first'),
    'until all have ended': measure('any', 'all'),
    'the same, bands that name hosts': measure('named', 'all'),
  });
}
