import type { FileHandle } from 'node:fs/promises';
import { blockSize } from './uncached-file.ts';

/** What a lockfile has been seen to contain. It tells whether a file can be the same one where its number cannot. */
export class SeenContent {
  #size = 0;
  #start: Buffer = Buffer.alloc(0);

  /** Whether the file is at least as long as before, and begins with the same lines. Notes what is new, if it does. */
  async isIn(handle: FileHandle, size: number): Promise<boolean> {
    const start = await firstLines(handle);
    const common = Math.min(start.length, this.#start.length);
    if (size < this.#size || !start.subarray(0, common).equals(this.#start.subarray(0, common))) return false;
    this.#size = size;
    if (start.length > this.#start.length) this.#start = start;
    return true;
  }
}

/** The whole lines in the first block, up to a NUL, which stands for bytes that have not arrived yet. */
async function firstLines(handle: FileHandle): Promise<Buffer> {
  const block = Buffer.alloc(blockSize);
  const { bytesRead } = await handle.read(block, 0, blockSize, 0);
  const nul = block.subarray(0, bytesRead).indexOf(0);
  const text = block.subarray(0, nul === -1 ? bytesRead : nul);
  return text.subarray(0, text.lastIndexOf(0x0a) + 1);
}
