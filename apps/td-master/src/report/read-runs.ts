import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { InputError } from '@task-distributor/band';
import {
  isJoblog,
  isOriginalLog,
  isOriginalLogName,
  readJoblog,
  readOriginalLog,
  type Run,
  type RunOfSet,
} from '@task-distributor/report';
import { readFolder } from './read-folder.ts';

/**
 * The runs that joblogs, logs of the original's benchmark, and folders tell of. All files are one set, and each folder is a set of
 * its own; if there is only one set, it has no name.
 * @param warn called with one line about what is left out
 * @throws InputError for what is none of these
 */
export async function readRuns(
  operands: readonly string[],
  warn: (line: string) => void,
): Promise<RunOfSet[]> {
  const read: RunOfSet[] = [];
  for (const path of operands) {
    const isFolder = (await stat(path)).isDirectory();
    const runs = isFolder ? await readFolder(path, warn) : await readLog(path, warn);
    const set = isFolder ? path.replace(/(?<=.)\/+$/, '') : '';
    read.push(...runs.map((run) => ({ set, run })));
  }
  const sets = new Set(read.map(({ set }) => set));
  return sets.size > 1 ? read : read.map(({ run }) => ({ set: '', run }));
}

/** @throws InputError for a file that is neither a joblog nor a log of the original's */
export async function readLog(path: string, warn: (line: string) => void): Promise<readonly Run[]> {
  const text = await readFile(path, 'utf8');
  const name = basename(path);
  if (isOriginalLog(text) || (isOriginalLogName(name) && !isJoblog(text))) {
    return [readOriginalLog(text, path, name)];
  }
  if (text.trim() !== '' && !isJoblog(text)) {
    throw new InputError(
      `${path}: it is neither a joblog (td-master --joblog) nor a log of the original's master; for a job, give its folder, ${dirname(path)}`,
      { path },
    );
  }
  const { runs, warning } = readJoblog(text, path);
  if (warning !== null) warn(warning);
  return runs;
}
