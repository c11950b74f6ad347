import { type BigIntStats, constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { retryStale } from '@task-distributor/band';
import { isNetworkFileSystem } from '@task-distributor/lockfile';

/** Shows that a file has changed, without reading it. */
export interface FileStamp {
  /** Size and modification time: the same on all machines that share the file. */
  readonly shared: string;
  /** These, and its ctime, which nobody can set. */
  readonly local: string;
  /** Whether it was written so recently that another write might not change its time. */
  readonly isYoung: boolean;
}

/** null = there is no such regular file, or it cannot be read. */
export async function stampOf(path: string): Promise<FileStamp | null> {
  try {
    return await retryStale(() => look(path));
  } catch {
    return null;
  }
}

async function look(path: string): Promise<FileStamp | null> {
  const stats = await stat(path, { bigint: true });
  if (!stats.isFile()) return null;
  // Opening a file makes a network file system ask its server.
  return (await isShared(dirname(path))) ? stampOfOpenFile(path) : stampFrom(stats);
}

async function stampOfOpenFile(path: string): Promise<FileStamp> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return stampFrom(await handle.stat({ bigint: true }));
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/** Asked once for each folder: a scene can read hundreds of files, and all are looked at before and after each attempt. */
function isShared(folder: string): Promise<boolean> {
  const known = shared.get(folder) ?? isNetworkFileSystem(folder);
  shared.set(folder, known);
  return known;
}

const shared = new Map<string, Promise<boolean>>();

function stampFrom({ size, mtimeNs, mtimeMs, ctimeNs }: BigIntStats): FileStamp {
  const shared = `${size} ${mtimeNs}`;
  return { shared, local: `${shared} ${ctimeNs}`, isYoung: Date.now() - Number(mtimeMs) < youngMs };
}

/** FAT has the coarsest times: 2 s. */
const youngMs = 3_000;
