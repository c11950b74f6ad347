import { freeBytes } from '../free-bytes.ts';

/** Whether a folder's file system has room for the state file and the image of a region. */
export function hasRoomFor(folder: string, pixels: number): boolean {
  try {
    return hasRoom(freeBytes(folder), pixels);
  } catch {
    return false;
  }
}

/** Whether so many bytes are room for the state file and the image of a region. */
export function hasRoom(bytes: number, pixels: number): boolean {
  return bytes > pixels * bytesPerPixel + marginBytes;
}

/** Five floats in the state file, and eight bytes in an image that cannot be compressed. */
const bytesPerPixel = 28;
const marginBytes = 2 ** 24;
