import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { errorMessage, hasControls, InputError, TdError } from '@task-distributor/band';

/**
 * The scene's absolute path and the hash of what is in it; what it includes is not looked at.
 * @param mayBeElsewhere the hosts may have it where this machine has not: then no hash
 * @throws TdError when it cannot be read here and must be
 */
export async function sceneFacts(
  path: string,
  mayBeElsewhere: boolean,
): Promise<{ scene: string; sceneHash: string | null }> {
  if (hasControls(path))
    throw new InputError(`--scene: Expected a path without control characters, got "${path}"`);
  const scene = resolve(path);
  const hash = createHash('sha256');
  try {
    if ((await stat(scene)).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    await pipeline(createReadStream(scene), hash);
  } catch (cause) {
    if (mayBeElsewhere && (cause as NodeJS.ErrnoException).code === 'ENOENT')
      return { scene, sceneHash: null };
    throw new TdError(`${path}: cannot read the scene: ${errorMessage(cause)}`, {
      code: 'E_SCENE',
      path,
      cause,
    });
  }
  return { scene, sceneHash: hash.digest('hex') };
}
