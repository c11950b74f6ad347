import { type Outcome, runSequence } from './run-sequence.ts';
import type { Setting } from './settings.ts';
import type { Pictures } from './pictures.ts';
import { everyBlockRow } from './sequence.ts';
import { endsOfBlockRows } from './split-rows.ts';

/**
 * Splits an image at every row of blocks. POV-Ray can be faster than who wants to hold it, so this can take several jobs.
 * @param folder of the first job
 */
export async function splitEverywhere(
  setting: Setting,
  pictures: Pictures,
  folder: string,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let i = 1; ; i += 1) {
    outcomes.push(await runSequence(everyBlockRow(setting, i % 2 === 1), pictures, `${folder}-${i}`));
    const done = new Set(outcomes.flatMap(({ splitRows }) => splitRows));
    const missed = endsOfBlockRows(setting).filter((row) => !done.has(row));
    if (missed.length === 0) return outcomes;
    if (i === mostJobs)
      return [...outcomes.slice(0, -1), { ...outcomes.at(-1)!, problem: `no split at ${missed.join()}` }];
  }
}

const mostJobs = 5;
