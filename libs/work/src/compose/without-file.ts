import { realpath } from 'node:fs/promises';

/** The paths except those of a file, whichever folders their names go through: an image may replace one of its parts. */
export async function withoutFile(paths: readonly string[], file: string): Promise<string[]> {
  const real = await realpath(file).catch(() => null);
  if (real === null) return [...paths];
  const others: string[] = [];
  for (const path of paths) if ((await realpath(path).catch(() => null)) !== real) others.push(path);
  return others;
}
