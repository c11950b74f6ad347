import { isAbsolute, normalize } from 'node:path';
import { hasControls, InputError } from '@task-distributor/band';
import type { NamedFile } from '@task-distributor/render';

/**
 * Checks that a scene finds its files on a host by the names that it has for them, where all lie below a folder.
 * @throws InputError with the name, the place, and the way out
 */
export function checkNames(names: readonly NamedFile[]): void {
  for (const named of names) {
    const { name, opened, path } = named;
    if (isAbsolute(name)) refuse(named, 'a host would look for it at this path');
    if (leavesRoot(opened)) refuse(named, 'the name has too many ".."');
    if (path !== normalize(path)) refuse(named, `a link to a folder comes before ".." in ${opened}`);
  }
}

/** @throws InputError for a path that no line can hold */
export function checkPath(path: string): void {
  if (!hasControls(path)) return;
  throw new InputError(
    `${JSON.stringify(path)}: a file whose name has control characters cannot be sent: rename it`,
    { path },
  );
}

/** The folders that must exist so that the system can follow the `..` in a path. */
export function foldersBeforeDots(path: string): string[] {
  const names = path.split('/');
  return names.flatMap((name, i) => {
    const folder = name === '..' ? normalize(names.slice(0, i).join('/')) : '/';
    return folder === '/' || folder === '.' ? [] : [folder.replace(/\/$/, '')];
  });
}

/** On this machine, `/..` is `/`; on a host, it would be outside the package. */
function leavesRoot(path: string): boolean {
  let depth = 0;
  for (const name of path.split('/')) {
    if (name === '..') depth -= 1;
    else if (name !== '' && name !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function refuse({ name, place, path }: NamedFile, reason: string): never {
  const where = place === null ? 'the options after --' : `${place.path} line ${place.line}`;
  throw new InputError(
    `${where}: "${name}" cannot be sent to a host: ${reason}; give a relative name, without "..", or use td-worker and a shared folder`,
    { path },
  );
}
