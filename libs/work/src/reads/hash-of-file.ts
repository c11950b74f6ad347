import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file's content, which can be too large for the memory. @throws the system's error; an AbortError */
export async function hashOfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const content = createReadStream(path, { highWaterMark: 2 ** 20 });
  await pipeline(content, hash, signal === undefined ? {} : { signal });
  return hash.digest('hex');
}
