import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { smallScene } from './scenes.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Makes a temporary folder with an empty job folder in it. */
export function temporaryJob(): { folder: string; job: string } {
  const folder = temporaryFolder();
  const job = join(folder, 'job');
  mkdirSync(job);
  return { folder, job };
}

/** The same, with a small scene in the folder. */
export async function smallJob(): Promise<{ folder: string; job: string; scene: string }> {
  const made = temporaryJob();
  return { ...made, scene: await smallScene(made.folder) };
}
