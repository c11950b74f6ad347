import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CostMap, parseCostLines } from '@task-distributor/partition';

/** The maps that `record.mjs` has made of POV-Ray's example scenes, by the name of the scene. */
export function readMaps(folder: string): Map<string, CostMap> {
  const files = readdirSync(folder).toSorted();
  return new Map(
    files.map((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
      const height = Number(lines.at(-1)!.split('\t')[1]);
      return [file.replace(/\.txt$/, ''), parseCostLines(lines, height, file)];
    }),
  );
}
