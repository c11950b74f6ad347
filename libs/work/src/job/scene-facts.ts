import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorCode, errorMessage, hasControls, InputError, TdError } from '@task-distributor/band';
import { hashOfFile } from '../reads/hash-of-file.ts';

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
  try {
    const stats = await stat(scene);
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    // Reading a pipe could take for ever.
    if (!stats.isFile()) throw new Error('not a regular file');
    return { scene, sceneHash: await hashOfFile(scene) };
  } catch (cause) {
    if (mayBeElsewhere && errorCode(cause) === 'ENOENT') return { scene, sceneHash: null };
    throw new TdError(`${path}: cannot read the scene: ${errorMessage(cause)}`, {
      code: 'E_SCENE',
      path,
      cause,
    });
  }
}
