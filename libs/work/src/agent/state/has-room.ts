import { freeBytes } from '../free-bytes.ts';

/** Whether a folder's file system has room for the state file and the image of a region. */
export function hasRoomFor(folder: string, pixels: number): boolean {
  try {
    return freeBytes(folder) > pixels * bytesPerPixel + marginBytes;
  } catch {
    return false;
  }
}

/** Five floats in the state file, and eight bytes in an image that cannot be compressed. */
const bytesPerPixel = 28;
const marginBytes = 2 ** 24;
