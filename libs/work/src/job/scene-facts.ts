import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { errorCode, errorMessage, hasControls, InputError, TdError } from '@task-distributor/band';

export interface SceneFacts {
  /** Absolute path. */
  readonly scene: string;
  /** SHA-256 of its content; null = the scene does not exist on this machine. */
  readonly sceneHash: string | null;
}

/**
 * The scene's absolute path and the hash of its content. The files that it reads are not part of it.
 * @param mayBeElsewhere whether the scene may exist only on the hosts
 * @throws TdError if it cannot be read, unless it may be elsewhere
 */
export async function sceneFacts(path: string, mayBeElsewhere: boolean): Promise<SceneFacts> {
  if (hasControls(path)) {
    throw new InputError(`--scene: Expected a path without control characters, got "${path}"`);
  }
  const scene = resolve(path);
  const hash = createHash('sha256');
  try {
    if ((await stat(scene)).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    await pipeline(createReadStream(scene), hash);
  } catch (cause) {
    if (mayBeElsewhere && errorCode(cause) === 'ENOENT') return { scene, sceneHash: null };
    throw new TdError(`${path}: cannot read the scene: ${errorMessage(cause)}`, {
      code: 'E_SCENE',
      path,
      cause,
    });
  }
  return { scene, sceneHash: hash.digest('hex') };
}
