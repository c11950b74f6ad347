import { stat } from 'node:fs/promises';

/** Of a file that has gone meanwhile, it is now: milliseconds since the epoch. */
export async function timeOf(path: string, which: 'mtimeMs' | 'birthtimeMs'): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return Math.round(stats?.[which] || stats?.mtimeMs || Date.now());
}
