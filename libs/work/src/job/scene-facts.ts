import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { errorCode, errorMessage, hasControls, InputError, TdError } from '@task-distributor/band';

export interface SceneFacts {
  /** Absolute path. */
  readonly scene: string;
  /** SHA-256 of its content; null = the scene is not on this machine. */
  readonly sceneHash: string | null;
}

/**
 * The scene's absolute path and the hash of its content; files that it includes are not read.
 * @param mayBeElsewhere whether the hosts may have the scene where this machine has none
 * @throws TdError when it cannot be read here and must be
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
