import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { changedCode, errorCode, errorMessage, TdError } from '@task-distributor/band';
import { changedError } from '../reads/known-file.ts';
import { PackageHash } from './package-hash.ts';
import type { PackedFile, ScenePackage } from './scene-package.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-header.ts';

/**
 * A tar of a package: its folders and files below HASH/, and at the end the empty file `whole`, if all were what they were when
 * they were packed. Files are read as they are needed, a little at a time.
 * @throws TdError if a file has changed, or cannot be read
 */
export async function* tarOfPackage({ hash, files, folders }: ScenePackage): AsyncGenerator<Buffer> {
  const found = new PackageHash();
  for (const path of folders) {
    found.folder(path);
    yield tarHeader({ name: path === '/' ? `${hash}/` : `${hash}${path}/`, bytes: 0 });
  }
  for (const file of files) {
    found.file(file.path, file.bytes);
    yield tarHeader({ name: `${hash}${file.path}`, bytes: file.bytes });
    for await (const chunk of contentOf(file)) {
      found.content(chunk);
      yield chunk;
    }
    yield tarPadding(file.bytes);
  }
  if (found.digest() !== hash) throw new TdError(`A file of the scene ${hasChanged}`, { code: changedCode });
  yield tarHeader({ name: 'whole', bytes: 0 });
  yield tarEnd();
}

async function* contentOf({ path, bytes }: PackedFile): AsyncGenerator<Buffer> {
  const handle = await openFile(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size !== bytes) throw changedError(path, 'has changed');
    for (let left = bytes; left > 0;) {
      const chunk = await read(handle, path, Math.min(left, chunkSize));
      if (chunk.length === 0) throw changedError(path, 'has changed');
      yield chunk;
      left -= chunk.length;
    }
    if ((await read(handle, path, 1)).length > 0) throw changedError(path, 'has changed');
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Without waiting, if it has become a FIFO.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? changedError(path, 'is gone') : readError(path, error);
  }
}

/** A new buffer each time: the last ones may not have been sent yet. */
async function read(handle: FileHandle, path: string, length: number): Promise<Buffer> {
  try {
    const buffer = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await handle.read(buffer, 0, length);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw readError(path, error);
  }
}

function readError(path: string, cause: unknown): TdError {
  return new TdError(`${path}: ${errorMessage(cause)}`, { path, cause });
}

const hasChanged =
  'has changed since the job began: undo the change, and --resume goes on; or -f begins anew';
const chunkSize = 65_536;
