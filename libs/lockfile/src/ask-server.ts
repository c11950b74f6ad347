import { dirname } from 'node:path';
import { isNetworkFileSystem } from './is-network-file-system.ts';
import { blockSize, UncachedFile } from './uncached-file.ts';

/**
 * Makes a network file system ask its server about a file, so that the next look shows the attributes that the file has now.
 * Otherwise sshfs shows what it has known for up to 20 s: it asks when a file is opened, and the kernel after it was read.
 */
export async function askServer(path: string): Promise<void> {
  if (!(await isNetworkFileSystem(dirname(path)))) return;
  // What is wrong with the file, the next look says.
  await new UncachedFile(path)
    .use((handle) => handle.read(Buffer.alloc(blockSize), 0, blockSize, 0))
    .catch(() => undefined);
}
