import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandPath } from '@task-distributor/testing';

/**
 * Writes a worker into the folder that fails at the last of three bands of 49 rows.
 * @returns its command line
 */
export async function workerWithoutLastBand(folder: string): Promise<string> {
  const path = join(folder, 'worker');
  const ours = `exec ${process.execPath} ${commandPath('td-worker')} "$@"`;
  await writeFile(path, `case " $* " in *' +SR34 '*) exit 1 ;; esac; ${ours}`);
  return `sh ${path}`;
}
