import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { normalize, resolve } from 'node:path';
import { errorMessage, InputError, TdError } from '@task-distributor/band';
import { rendererFor, type Surroundings } from '@task-distributor/render';
import { checkNames, checkPath, foldersBeforeDots } from './check-names.ts';
import { filesToSend } from './files-to-send.ts';
import { PackageHash } from './package-hash.ts';
import type { PackedFile, ScenePackage } from './scene-package.ts';
import { refuseLarge } from './send-limit.ts';

/** What is packed for a scene. */
export interface PackRequest {
  /** Path of the scene. */
  readonly scene: string;
  /** The renderer's. */
  readonly options: readonly string[];
  /** Files and folders that the user adds, because nobody can see in the scene that it reads them. */
  readonly send: readonly string[];
  readonly limitBytes: number;
}

/**
 * The files that a scene reads, with those that the user adds. Nothing is copied: who sends them later makes the same hash of
 * what it reads, so that it notices a file that has changed.
 * @throws InputError for files larger than the limit together, and for files that a host could not find under their name;
 *   TdError for a file that cannot be read; the signal's reason
 */
export async function packScene(
  { scene, options, send, limitBytes }: PackRequest,
  surroundings: Surroundings,
  signal?: AbortSignal,
): Promise<ScenePackage> {
  const needs = rendererFor(scene).scenes.needsOf(scene, options, surroundings);
  checkNames(needs.names);
  const added = await filesToSend(send, surroundings.folder, signal);
  const paths = [resolve(surroundings.folder, scene), ...needs.files, ...added.files];
  const files = await withSizes([...new Set(paths)].sort());
  refuseLarge(files, limitBytes);
  const searched = [...needs.folders, ...needs.names.map(({ opened }) => opened)].flatMap(foldersBeforeDots);
  const folders = [...(await existing(needs.folders)), ...added.folders, ...searched];
  const content = { files, folders: [...new Set(folders)].sort() };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { hash: await hashOf(content, signal), ...content, bytes };
}

async function withSizes(paths: readonly string[]): Promise<PackedFile[]> {
  const files: PackedFile[] = [];
  for (const path of paths) {
    checkPath(path);
    files.push({ path, bytes: await sizeOf(path) });
  }
  return files;
}

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (stats.isFile()) return stats.size;
  throw new InputError(`${path}: Expected a regular file, to send it to a host`, { path });
}

/** Those that are folders, without `..`. */
async function existing(folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of folders) {
    const stats = await stat(path).catch(() => null);
    const folder = normalize(`${path}/`).slice(0, -1);
    if (stats?.isDirectory() === true && folder !== '') found.push(folder);
  }
  return found;
}

async function hashOf(
  { files, folders }: Pick<ScenePackage, 'files' | 'folders'>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = new PackageHash();
  for (const folder of folders) hash.folder(folder);
  for (const { path, bytes } of files) {
    hash.file(path, bytes);
    for await (const chunk of contentOf(path, signal)) hash.content(chunk);
  }
  return hash.digest();
}

async function* contentOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    const words = { highWaterMark: 2 ** 20, ...(signal === undefined ? {} : { signal }) };
    yield* createReadStream(path, words) as AsyncIterable<Buffer>;
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): TdError {
  return new TdError(`${path}: cannot send it to a host: ${errorMessage(cause)}`, { path, cause });
}
