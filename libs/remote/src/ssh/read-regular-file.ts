import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** It is a pipe, a device or a socket, whose reader may wait for ever. */
export class NoRegularFile extends Error {}

/**
 * Reads a file of the user's. A thread that waits for a pipe would keep this process alive.
 * @throws NoRegularFile; the system's error
 */
export async function readRegularFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() && !stats.isDirectory()) throw new NoRegularFile();
    return await file.readFile('latin1');
  } finally {
    await file.close();
  }
}
