import { checkFolder, makeFolder } from './check-folder.ts';
import { createLockfile } from './create-lockfile.ts';
import { lockfilePath } from './names.ts';

/**
 * Creates the folder and an empty lockfile in it, where they do not exist. Any worker may then publish its part there.
 * @throws TdError if it cannot
 */
export async function makeOpenFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await checkFolder(folder, { write: true });
  await createLockfile(lockfilePath(folder));
}
