import { constants } from 'node:os';
import { rm } from 'node:fs/promises';
import { waitUntilNothingRuns } from './leftovers.ts';
import { endPrograms } from './run-program.ts';

/** On Ctrl-C and its like, ends what runs, removes the folder, and ends this process. */
export function removeWhenStopped(folder: string, isOfNoUse: () => boolean): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void endAll(folder, isOfNoUse()).finally(() => process.exit(128 + constants.signals[signal]));
    });
  }
}

async function endAll(folder: string, isOfNoUse: boolean): Promise<void> {
  await endPrograms();
  await waitUntilNothingRuns(folder);
  if (isOfNoUse) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
