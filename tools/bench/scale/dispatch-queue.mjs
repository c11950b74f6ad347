import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMeasured } from './run-measured.mjs';

const hosts = 400;

/** The queue by itself: workers that do nothing. */
export async function dispatchQueue({ folder, programs, table }) {
  const stdout = join(folder, 'queue.json');
  const measure =
    (kind, what, failing = 0) =>
    async (bands) => {
      const words = [
        process.execPath,
        join(programs, 'run-queue.mjs'),
        `${bands}`,
        `${hosts}`,
        kind,
        `${failing}`,
      ];
      const { mebibytes } = await runMeasured(words, { stdout });
      return { ...JSON.parse(readFileSync(stdout, 'utf8'))[what], mebibytes };
    };
  await table(`Dispatch queue, ${hosts} hosts, by number of bands`, {
    'until the first has started': measure('any', 'first'),
    'until all have ended': measure('any', 'all'),
    'the same, bands that name hosts': measure('named', 'all'),
    'the same, 20 % of the attempts fail': measure('any', 'all', 20),
    'the same, 50 % of the attempts fail': measure('any', 'all', 50),
    'the same, 50 % fail, bands that name hosts': measure('named', 'all', 50),
  });
}
