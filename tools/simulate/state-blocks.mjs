import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const headerBytes = 512;
/** `POVRAYMS`, version, size, `RAWS`: what the size does not count. */
const recordHeadBytes = 20;

/**
 * Number of blocks that are finished according to a state file, all of the same size.
 * @returns {number | null} null = there is no file yet
 */
export function countBlocks(path) {
  let file;
  try {
    file = openSync(path);
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const head = Buffer.alloc(recordHeadBytes);
    if (readSync(file, head, 0, recordHeadBytes, headerBytes) < recordHeadBytes) return 0;
    const bytes = recordHeadBytes + head.readUInt32BE(12);
    return Math.floor((fstatSync(file).size - headerBytes) / bytes);
  } finally {
    closeSync(file);
  }
}
