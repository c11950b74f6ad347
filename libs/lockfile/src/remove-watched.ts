import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { limitConcurrency } from '@task-distributor/band';
import { isPreview, isProbePicture, jobLogPath, partOfPreview } from './names.ts';
import { PartSet } from './part-set.ts';

/** Removes all previews from a job folder, as far as the user may. */
export function removePreviews(folder: string): Promise<void> {
  return removeWhere(folder, isPreview);
}

/** Removes the previews of these parts from a job folder, whole or not, as far as the user may. */
export function removePreviewsOf(folder: string, parts: readonly string[]): Promise<void> {
  const wanted = new PartSet(parts);
  return removeWhere(folder, (name) => wanted.has(partOfPreview(name) ?? ''));
}

/** Removes log, previews and the probe's picture from a job folder, as far as the user may. */
export function removeWatched(folder: string): Promise<void> {
  return removeWhere(folder, isWatched);
}

function isWatched(name: string): boolean {
  return isPreview(name) || isProbePicture(name) || name === basename(jobLogPath('.'));
}

async function removeWhere(folder: string, isUnwanted: (name: string) => boolean): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter(isUnwanted);
  const limit = limitConcurrency(atOnce);
  const removals = names.map((name) => limit(() => rm(join(folder, name), { force: true })));
  // Nobody needs them, so none is worth an error.
  await Promise.allSettled(removals);
}

const atOnce = 16;
