import { posix } from 'node:path';
import { escapeControls, InputError } from '@task-distributor/band';
import type { ScenePackage } from './scene-package.ts';
import { largestFile } from './tar-header.ts';

/**
 * Makes sure that everything in a package lies below its folder on the host, under a name of its own.
 * @throws InputError with the name; Error for a hash or a sum that cannot be
 */
export function checkPackage({ hash, files, folders, bytes }: ScenePackage): void {
  if (!/^[0-9a-f]{32}$/.test(hash)) throw new Error(`Expected 32 hexadecimal digits, got "${hash}"`);
  const sum = files.reduce((total, file) => total + file.bytes, 0);
  if (sum !== bytes) throw new Error(`Expected files of ${bytes} bytes, got ${sum}`);
  for (const path of [...folders, ...files.map((file) => file.path)]) checkName(path);
  const names = new Set(files.map(({ path }) => path));
  if (names.size !== files.length) throw new Error('Expected each file once, got one twice');
  const tooLarge = files.find((file) => file.bytes > largestFile);
  if (tooLarge !== undefined) {
    throw new InputError(`${tooLarge.path}: A file of 8 GiB or more cannot be sent to a host`, {
      path: tooLarge.path,
    });
  }
}

function checkName(path: string): void {
  if (path.includes('\n')) {
    throw new InputError(
      `${escapeControls(path)}: A name with a newline cannot be sent to a host; rename it`,
      {
        path,
      },
    );
  }
  // Such a name could leave the folder.
  const isPlain = posix.isAbsolute(path) && posix.normalize(path) === path && !path.includes('\0');
  const isFolderWithSlash = path.length > 1 && path.endsWith('/');
  if (!isPlain || isFolderWithSlash) {
    throw new InputError(
      `Expected the absolute name of a file, without "." and "..", got "${escapeControls(path)}"`,
      {
        path,
      },
    );
  }
}
