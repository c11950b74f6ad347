import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InputError, TdError } from '@task-distributor/band';
import { isOriginalLogName, type Run } from '@task-distributor/report';
import { readJobFolder } from './read-job-folder.ts';
import { readLog } from './read-runs.ts';

/** Of the joblogs that td-master --bench leaves. */
export const joblogExtension = '.joblog';

/** @throws InputError for a folder with neither a job nor logs */
export async function readFolder(folder: string, warn: (line: string) => void): Promise<readonly Run[]> {
  const job = await readJobFolder(folder);
  if (job !== null) return [job];
  const names = logNames(await readdir(folder));
  const runs: Run[] = [];
  for (const name of names) {
    try {
      runs.push(...(await readLog(join(folder, name), warn)));
    } catch (error) {
      if (!(error instanceof TdError)) throw error;
      warn(error.message);
    }
  }
  if (runs.length > 0) return runs;
  const expected = `Expected a job, or logs named *${joblogExtension} or WIDTHxHEIGHT_N_Nodes_DATE.txt, got none`;
  throw new InputError(`${folder}: ${names.length === 0 ? expected : 'none of its logs can be read'}`, {
    path: folder,
  });
}

/** A run that has left a joblog, which says more, may have left a log in the original's form as well. */
function logNames(names: readonly string[]): string[] {
  const joblogs = names.filter((name) => extname(name) === joblogExtension);
  const stems = new Set(joblogs.map((name) => name.slice(0, -joblogExtension.length)));
  const others = names.filter((name) => isOriginalLogName(name) && !stems.has(name.slice(0, -'.txt'.length)));
  return [...joblogs, ...others].sort();
}
