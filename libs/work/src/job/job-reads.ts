import { createHash } from 'node:crypto';
import { dirname, relative } from 'node:path';
import { hasControls } from '@task-distributor/band';
import type { JobReads } from '@task-distributor/lockfile';
import { rendererFor, type Surroundings } from '@task-distributor/render';
import { hashOfFile } from './hash-of-file.ts';

/**
 * What the files contain that a scene reads, without the scene itself. Files that are missing or cannot be read are left out: the
 * renderer reports them.
 * @param scene absolute path
 * @param options the renderer's
 */
export async function jobReads(
  scene: string,
  options: readonly string[],
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<JobReads> {
  const hashes = new Map<string, string>();
  for (const { path, text } of rendererFor(scene).filesOf(scene, options, surroundings)) {
    if (path === scene || hashes.has(path)) continue;
    const hash = text === null ? await hashIfReadable(path, signal) : hashOf(text);
    if (hash !== null) hashes.set(path, hash);
  }
  const folder = dirname(scene);
  return {
    hash: hashOf(Buffer.from([...hashes.values()].join('\n'))),
    count: hashes.size,
    files: [...hashes].map(([path, hash]) => `${hash.slice(0, listedDigits)} ${shortPath(path, folder)}`),
  };
}

/** A path as in a job file, which has no control characters. */
function shortPath(path: string, folder: string): string {
  const inside = relative(folder, path);
  const short = inside.startsWith('..') ? path : inside;
  return hasControls(short) ? JSON.stringify(short) : short;
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** null = the file cannot be read. */
async function hashIfReadable(path: string, signal: AbortSignal): Promise<string | null> {
  try {
    return await hashOfFile(path, signal);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

const listedDigits = 16;
