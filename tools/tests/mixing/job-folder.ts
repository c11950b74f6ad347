import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { programs, shared } from './places.ts';

/** The date format of the original. */
export const date = String.raw`\d{4}_\d\d_\d\d_\d\d:\d\d:\d\d`;

/** Removes everything but the programs from the shared folder. */
export async function emptyShared(): Promise<void> {
  for (const name of await readdir(shared)) {
    if (join(shared, name) !== programs) await rm(join(shared, name), { recursive: true });
  }
}

/** The names of a job's files that `ls` prints. */
export async function listing(folder = shared): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  return names.filter((name) => join(folder, name) !== programs).sort();
}

/** The lines of the lockfile, sorted, because workers end in any order. */
export async function lockfileLines(folder = shared): Promise<string[]> {
  const text = await readFile(join(folder, 'lockfile'), 'utf8');
  return text.split('\n').slice(0, -1).sort();
}

/** Creates a job folder for one test, for tests that run at the same time. */
export async function ownFolder(name: string): Promise<string> {
  const folder = join(shared, name);
  await mkdir(folder);
  return folder;
}
