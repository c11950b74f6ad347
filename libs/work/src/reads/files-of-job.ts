import { dirname, isAbsolute, resolve } from 'node:path';
import type { JobFile } from '@task-distributor/lockfile';
import type { KnownFile } from './known-file.ts';

/** A file that a job reads, as its job file describes it. */
export interface JobInput extends KnownFile {
  /** Its size and time on the master, as in FileStamp; '' = not known. */
  readonly sharedStamp: string;
  /** Whether it is in the scene's folder. Others, such as the renderer's own, can be other files on each host. */
  readonly isOfScene: boolean;
}

/**
 * The scene, and the files that it reads as far as the job file names them; none if their contents are not known.
 * @param scene absolute path of the scene on this machine
 */
export function filesOfJob(scene: string, { sceneHash, reads }: JobFile): JobInput[] {
  if (sceneHash === null) return [];
  const stamps = reads?.stamps ?? [];
  const others = (reads?.files ?? []).map((line, i) => {
    const space = line.indexOf(' ');
    const path = pathOf(line.slice(space + 1));
    return {
      path: resolve(dirname(scene), path),
      hash: line.slice(0, space),
      sharedStamp: stamps[i + 1] ?? '',
      isOfScene: !isAbsolute(path),
    };
  });
  return [{ path: scene, hash: sceneHash, sharedStamp: stamps[0] ?? '', isOfScene: true }, ...others];
}

/** A path with control characters is written as JSON. */
function pathOf(listed: string): string {
  if (!listed.startsWith('"')) return listed;
  try {
    const path: unknown = JSON.parse(listed);
    return typeof path === 'string' ? path : listed;
  } catch {
    return listed;
  }
}
