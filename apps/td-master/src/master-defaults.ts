import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultRenderer } from '@task-distributor/render';

/** The scene that the original renders, if it exists at the original's path; else one of our examples. */
export function defaultScene(): string {
  const originalScene = defaultRenderer.scenes.original;
  if (originalScene !== null && existsSync(originalScene)) return originalScene;
  return join(import.meta.dirname, 'examples', 'spheres.pov');
}

/** `/tmp/output_800x600_4_nodes_2026_11_22_12:00:00.png`, as the original names it. */
export function defaultOutput(width: number, height: number, nodes: number, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('_');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');
  return `/tmp/output_${width}x${height}_${nodes}_nodes_${day}_${time}.png`;
}
