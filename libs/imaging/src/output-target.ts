import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TdError } from '@task-distributor/band';

/**
 * The file that is written when an output has this name: of a symbolic link its target, whether that exists or not.
 * @throws TdError for links that lead nowhere; the system's error if a folder on the way does not exist
 */
export function outputTarget(path: string): string {
  let target = path;
  for (let links = 0; links <= mostLinks; links += 1) {
    if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return target;
    target = resolve(realpathSync(dirname(target)), readlinkSync(target));
  }
  throw new TdError(`cannot write ${path}: Too many levels of symbolic links`, { path });
}

/** As many as Linux follows. */
const mostLinks = 40;
