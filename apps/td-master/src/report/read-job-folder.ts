import { basename } from 'node:path';
import { hostNameOf } from '@task-distributor/band';
import { decodePlan, dateOfLine, type JobFile, readJobFile, readLockfile } from '@task-distributor/lockfile';
import { type Finished, type ImageFacts, type Run, runOfFinished } from '@task-distributor/report';
import { runOfJobLog } from './run-of-job-log.ts';

/** The run of the job in a folder, from its log or, without one, from what its lockfile says; null = there is no job. */
export async function readJobFolder(folder: string): Promise<Run | null> {
  const file = await readJobFile(folder);
  const logged = await runOfJobLog(folder, file?.id ?? null);
  if (logged !== null && file !== null) return logged;
  const lines = await readLockfile(folder);
  if (file === null && lines.length === 0) return null;
  const finished = lines.flatMap((line): Finished[] => {
    const at = dateOfLine(line)?.getTime();
    return at === undefined ? [] : [{ host: line.host, rows: line.rows, at }];
  });
  return runOfFinished(finished, imageOf(file), {
    name: folder,
    listed: listedIn(file),
    opened: file === null ? null : Date.parse(file.opened),
  });
}

function imageOf(file: JobFile | null): ImageFacts {
  if (file === null) return { width: null, height: null, scene: null };
  return { width: file.width, height: file.height, scene: basename(file.scene) };
}

function listedIn(file: JobFile | null): string[] {
  const bands = file?.plan === undefined ? null : decodePlan(file.plan, file.height);
  return (bands ?? []).flatMap(({ host }) => (host === null ? [] : [hostNameOf(host)]));
}
