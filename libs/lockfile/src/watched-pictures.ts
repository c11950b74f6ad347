import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, limitConcurrency, replaceFile, type Rows } from '@task-distributor/band';
import { previewName, probePicturePath, rowsOfPreviewName, temporaryPictureName } from './names.ts';

/** A small picture in a job folder, for those who watch the job. */
export interface WatchedPicture {
  readonly path: string;
  readonly bytes: number;
  /** Changes with the picture. */
  readonly version: string;
}

export interface Preview extends WatchedPicture {
  /** Of the image, that it shows. */
  readonly rows: Rows;
}

/** The previews in a job folder, top to bottom. @returns [] also if there is no folder */
export async function listPreviews(folder: string): Promise<Preview[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
    throw error;
  });
  const limit = limitConcurrency(atOnce);
  const previews = names.map(async (name) => {
    const rows = rowsOfPreviewName(name);
    const picture = rows === null ? null : await limit(() => look(join(folder, name)));
    return picture === null ? null : { ...picture, rows: rows! };
  });
  const found = (await Promise.all(previews)).filter((preview) => preview !== null);
  return found.sort((a, b) => a.rows.first - b.rows.first || a.rows.last - b.rows.last);
}

/** The small picture of the whole image that td-master has rendered first; null = none. */
export function findProbePicture(folder: string): Promise<WatchedPicture | null> {
  return look(probePicturePath(folder));
}

/** Puts the preview of a band into the job folder, in one step. @throws the system's error */
export function writePreview(folder: string, rows: Rows, png: Uint8Array): Promise<void> {
  return writeWhole(join(folder, previewName(rows)), png);
}

export async function removePreview(folder: string, rows: Rows): Promise<void> {
  await rm(join(folder, previewName(rows)), { force: true });
}

/** Puts the probe's picture into the job folder, in one step. @throws the system's error */
export function writeProbePicture(folder: string, png: Uint8Array): Promise<void> {
  return writeWhole(probePicturePath(folder), png);
}

/** Not synced: after a power failure, no picture is as good as an old one. */
function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  return replaceFile(path, join(dirname(path), temporaryPictureName(basename(path))), bytes);
}

/** Its file is looked at without following a link; null = there is none. */
async function look(path: string): Promise<WatchedPicture | null> {
  const stats = await lstat(path, { bigint: true }).catch(() => null);
  if (stats === null || !stats.isFile()) return null;
  const bytes = Number(stats.size);
  return { path, bytes, version: `${stats.mtimeNs}-${bytes}` };
}

const atOnce = 16;
