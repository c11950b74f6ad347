import { mkdirSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, errorMessage, randomSuffix, TdError } from '@task-distributor/band';
import { type SettingValues, UsageError } from '@task-distributor/cli';

/** The job folder of td-master. */
export interface JobFolder {
  readonly path: string;
  /** Whether td-master has named it. Then it is removed when the image is written, also by a td-master that continues its job. */
  readonly isTemporary: boolean;
  /** Whether there is no job in it to continue, because `-p` is left out. */
  readonly isNew: boolean;
  /** Whether nothing of the job is kept, even if it fails. */
  readonly isForOneRun: boolean;
}

/** @throws UsageError if there is no folder whose job could be continued */
export function jobFolderOf({
  folder,
  resume,
}: Pick<SettingValues<'td-master'>, 'folder' | 'resume'>): JobFolder {
  if (folder !== null) {
    const isTemporary = /^td-job-[0-9A-Za-z]{12}$/.test(basename(resolve(folder)));
    return { path: folder, isTemporary, isNew: false, isForOneRun: false };
  }
  if (resume) throw new UsageError('--resume: Expected -p FOLDER with it, the folder of the job, got none');
  return { path: newJobPath(tmpdir()), isTemporary: true, isNew: true, isForOneRun: false };
}

/** A new folder for one of many runs, in a folder of the user's or, without one, among the temporary ones. */
export function folderForOneRun(parent: string | null): JobFolder {
  return {
    path: newJobPath(parent ?? tmpdir()),
    isTemporary: true,
    isNew: parent === null,
    isForOneRun: true,
  };
}

function newJobPath(parent: string): string {
  return join(resolve(parent), `td-job-${randomSuffix()}`);
}

/** Creates a new folder, which only this user can use. @throws TdError */
export function createNew({ path }: JobFolder): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    const message = `${dirname(path)}: cannot create a temporary job folder: ${errorMessage(cause)}; ${elsewhere}`;
    throw new TdError(message, { cause, code: errorCode(cause), path });
  }
}

/** @returns false if there is something in it */
export async function removeEmpty({ path }: JobFolder): Promise<boolean> {
  try {
    await rmdir(resolve(path));
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
  return true;
}

/** Removes a new folder, with whatever the job has left in it. */
export async function removeNew({ path }: JobFolder): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** What to do if a new folder cannot be used. */
export const elsewhere = 'set TMPDIR to another folder, or give -p FOLDER';
