import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { errorCode, errorMessage, escapeControls, limitConcurrency, TdError } from '@task-distributor/band';
import { isPartName } from './names.ts';

/**
 * Checks paths that are about to be removed. @returns those that exist, each once
 * @throws TdError E_NOT_A_PART for one that is not a regular file in the folder with the name of a part
 */
export async function partsInside(folder: string, parts: readonly string[]): Promise<string[]> {
  const inside = await realpath(folder);
  const folders = new Map<string, Promise<string>>();
  const realFolderOf = (path: string): Promise<string> => {
    const known = folders.get(dirname(path));
    if (known !== undefined) return known;
    const real = realpath(dirname(path));
    folders.set(dirname(path), real);
    return real;
  };
  const isPresent = async (part: string): Promise<boolean> => {
    const path = resolve(part);
    if (!isPartName(basename(path))) throw notAPart(part, 'the name of a part, ending in .png');
    try {
      if ((await realFolderOf(path)) !== inside) throw notAPart(part, `a part in ${folder}`);
      if (!(await lstat(path)).isFile()) throw notAPart(part, 'a regular file');
      return true;
    } catch (error) {
      if (error instanceof TdError) throw error;
      if (errorCode(error) === 'ENOENT') return false;
      throw new TdError(`${escapeControls(part)}: ${errorMessage(error)}; nothing was removed`, {
        cause: error,
        path,
        code: errorCode(error) || 'E_FAILED',
      });
    }
  };
  const limit = limitConcurrency(checksAtOnce);
  const unique = [...new Set(parts)];
  const present = await Promise.all(unique.map((part) => limit(() => isPresent(part))));
  return unique.filter((_, i) => present[i]);
}

function notAPart(part: string, expected: string): TdError {
  return new TdError(`${escapeControls(part)}: Expected ${expected}; nothing was removed`, {
    code: 'E_NOT_A_PART',
    path: resolve(part),
  });
}

const checksAtOnce = 16;
