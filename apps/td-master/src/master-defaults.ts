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
  return `/tmp/output_${width}x${height}_${nodes}_nodes_${originalDate(now)}.png`;
}

/** `2026_11_22_12:00:00`, in local time, as the original writes dates. */
export function originalDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('_');
  return `${day}_${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
