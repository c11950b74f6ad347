import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import {
  type AttemptLimits,
  attemptProcess,
  type Launcher,
  quoteCommand,
  type Worker,
} from '../src/index.ts';

/**
 * A fake worker: a shell script on this machine. `$1` and `$2` are the first and the last row; $TD_HOST is its host.
 */
export async function shellWorker(
  script: string,
  { folder, launcher, limits = noLimits }: { folder: string; launcher: Launcher; limits?: AttemptLimits },
): Promise<Worker> {
  const path = join(folder, 'worker.sh');
  await writeFile(path, script);
  return {
    name: 'shell',
    onePerHost: null,
    canBeCutShort: false,
    help: null,
    partName: ({ first, last }) => `rows-${first}-${last}.png`,
    attempt(rows, host, observer, signal) {
      const words = ['sh', path, String(rows.first), String(rows.last)];
      const commandLine = `TD_HOST=${host.name} ${quoteCommand(words)}`;
      return attemptProcess(
        { launcher, host, commandLine, rows, canBeCutShort: false, limits },
        observer,
        signal,
      );
    },
  };
}

const noLimits: AttemptLimits = { timeoutSeconds: null, stallSeconds: null };
