import { createHash } from 'node:crypto';
import { dirname, relative } from 'node:path';
import { hasControls } from '@task-distributor/band';
import type { JobReads } from '@task-distributor/lockfile';
import { rendererFor, type Surroundings } from '@task-distributor/render';
import { stampOf } from './file-stamp.ts';
import { hashOfFile } from './hash-of-file.ts';
import type { StampedFile } from './reads-watch.ts';

/**
 * The files that a scene reads, and hashes of their contents. `reads` is for the job file, without the scene itself; `files` are
 * all. Files that are missing or cannot be read are left out: the renderer reports them.
 * @param scene absolute path
 * @param options the renderer's
 */
export async function jobReads(
  { scene, sceneHash }: { readonly scene: string; readonly sceneHash: string },
  options: readonly string[],
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<{ reads: JobReads; files: StampedFile[] }> {
  const hashes = new Map<string, string>();
  for (const { path, text } of rendererFor(scene).scenes.filesOf(scene, options, surroundings)) {
    if (path === scene || hashes.has(path)) continue;
    const hash = text === null ? await hashIfReadable(path, signal) : hashOf(text);
    if (hash !== null) hashes.set(path, hash);
  }
  const folder = dirname(scene);
  const files = await stamped([[scene, sceneHash], ...hashes]);
  const reads = {
    hash: hashOf(Buffer.from([...hashes.values()].join('\n'))),
    count: hashes.size,
    files: [...hashes].map(([path, hash]) => `${hash.slice(0, listedDigits)} ${shortPath(path, folder)}`),
    stamps: files.map(({ stamp }) => (stamp.isYoung ? '' : stamp.shared)),
  };
  return { reads, files };
}

/** A file that is written between its hash and its stamp is young, so its content is looked at again. */
async function stamped(hashes: readonly (readonly [path: string, hash: string])[]): Promise<StampedFile[]> {
  const files: StampedFile[] = [];
  for (const [path, hash] of hashes) files.push({ path, hash, stamp: (await stampOf(path)) ?? noStamp });
  return files;
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
const noStamp = { shared: '', local: '', isYoung: true };
