import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of the files below a folder, by path. */
export function readTree(folder: string): Map<string, readonly string[]> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8').split('\n')];
    }),
  );
}

/** `PATH: LINE` for each line that has been added, without the salt of hashed names; sorted. */
export function addedLines(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...after]
    .flatMap(([path, lines]) => {
      const old = before.get(path);
      if (old === undefined) return [`${path}: created`, ...lines.map((line) => `${path}: ${line}`)];
      return lines.filter((line) => !old.includes(line)).map((line) => `${path}: ${line}`);
    })
    .filter((line) => !line.endsWith(': '))
    .map((line) => line.replace(/\|1\|\S+/, '|1|'))
    .sort();
}
