import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CostMap, parseCostLines } from '@task-distributor/partition';

/** The maps that `record.mjs` has made of POV-Ray's example scenes, by the name of the scene. */
export function readMaps(folder: string): Map<string, CostMap> {
  const files = readdirSync(folder).toSorted();
  return new Map(
    files.map((file) => [
      file.replace(/\.txt$/, ''),
      parseMap(readFileSync(join(folder, file), 'utf8'), file),
    ]),
  );
}

/** @param text lines of costs, with those of the columns as comments */
export function parseMap(text: string, name: string): CostMap {
  const lines = text.trimEnd().split('\n');
  const height = Number(lines.at(-1)!.split('\t')[1]);
  const columns = new Map(
    lines.flatMap((line) => {
      const [, first, values] = /^(\d+)\t.*# (.*)$/.exec(line) ?? [];
      return values === undefined ? [] : [[Number(first), values.split(' ').map(Number)] as const];
    }),
  );
  const { strips } = parseCostLines(lines, height, name);
  return { strips: strips.map((strip) => ({ ...strip, columns: columns.get(strip.first)! })) };
}
