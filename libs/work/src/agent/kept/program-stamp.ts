import { statSync } from 'node:fs';

/** Size and time of a file, which change with its content; '' = there is none. */
export function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`;
}
