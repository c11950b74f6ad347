import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';

/** The paths except those of a file, whichever folders their names go through: an image may replace one of its parts. */
export async function withoutFile(paths: readonly string[], file: string): Promise<string[]> {
  const real = await realpath(file).catch(() => null);
  if (real === null) return [...paths];
  const isFile = async (path: string): Promise<boolean> =>
    // Parts are no links, so a part with another name is another file. There may be thousands of parts.
    basename(path) === basename(real) && (await realpath(path).catch(() => null)) === real;
  const others: string[] = [];
  for (const path of paths) if (!(await isFile(path))) others.push(path);
  return others;
}
