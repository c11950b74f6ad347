import { statfsSync } from 'node:fs';

/** Whether a folder's file system has room for the state file and the image of a region. */
export function hasRoomFor(folder: string, pixels: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > pixels * bytesPerPixel + marginBytes;
  } catch {
    return false;
  }
}

/** Five floats in the state file, and eight bytes in an image that cannot be compressed. */
const bytesPerPixel = 28;
const marginBytes = 2 ** 24;
