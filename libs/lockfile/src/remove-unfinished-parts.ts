import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { limitConcurrency } from '@task-distributor/band';
import { keyOfKeptState, partOfTemporaryName } from './names.ts';
import { PartSet } from './part-set.ts';

/**
 * Removes what workers of this job had written of the rows of these parts when they were killed, perhaps in an earlier run. A
 * part under its own name is whole, and stays.
 * @param parts file names, as partName and hostPartName make them
 */
export async function removeUnfinishedParts(
  folder: string,
  parts: readonly string[],
  job: string,
): Promise<void> {
  const wanted = new PartSet(parts);
  const unfinished = (await readdir(folder)).filter((name) => {
    const part = partOfTemporaryName(name, job);
    return part !== null && wanted.has(part);
  });
  await removeAll(folder, unfinished);
}

/** Removes the states that were kept in the folder for later attempts. */
export async function removeKeptStates(folder: string): Promise<void> {
  const kept = (await readdir(folder)).filter((name) => keyOfKeptState(name) !== null);
  await removeAll(folder, kept);
}

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  const limit = limitConcurrency(atOnce);
  await Promise.all(names.map((name) => limit(() => rm(join(folder, name), { force: true }))));
}

const atOnce = 16;
