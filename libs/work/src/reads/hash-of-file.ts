import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { retryStale } from '@task-distributor/band';

/** SHA-256 of a file's content, which can be too large for the memory. @throws the system's error; an AbortError */
export function hashOfFile(path: string, signal?: AbortSignal): Promise<string> {
  return retryStale(() => hash(path, signal));
}

async function hash(path: string, signal?: AbortSignal): Promise<string> {
  const digest = createHash('sha256');
  const content = createReadStream(path, { highWaterMark: 2 ** 20 });
  await pipeline(content, digest, signal === undefined ? {} : { signal });
  return digest.digest('hex');
}
