import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { type JobFile, openJob, partName } from '@task-distributor/lockfile';
import type { RenderRequest } from '@task-distributor/render';
import { slowScene, temporaryFolder, temporaryJob } from '@task-distributor/testing';
import { vi } from 'vitest';
import type { PublishTarget } from '../../src/publish-part.ts';
import { hashOfFile } from '../../src/reads/hash-of-file.ts';
import { jobReads } from '../../src/reads/job-reads.ts';
import { program } from './cut-render.ts';

/** Settings in which a band must have the pixels of the uncut image, with their options. */
export const exactSettings: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['without anti-aliasing', []],
  ['+A0.1 +AM1', ['+A0.1', '+AM1']],
  ['+A0.1 +AM2 +R2', ['+A0.1', '+AM2', '+R2']],
  ['16 bit, alpha', ['+FN16', '+UA']],
  ['two threads', ['+WT2', '+A0.1']],
];

export interface SlowJob {
  readonly id: string;
  readonly file: JobFile;
  /** The job folder. */
  readonly folder: string;
  /** TMPDIR, which is empty at first. */
  readonly tmpdir: string;
  /** For a band of its image. */
  readonly request: RenderRequest;
  targetOf(rows: Rows): PublishTarget;
  close(): Promise<void>;
}

/**
 * Opens a job in a new folder, whose image is 160x121 pixels in blocks of 8 pixels, and sets TMPDIR.
 * @param scene how slow it is, by the number of its lights; or the text of another scene
 * @param more options
 */
export async function openSlowJob(
  scene: number | string,
  rows: Rows,
  more: readonly string[] = [],
): Promise<SlowJob> {
  const tmpdir = temporaryFolder();
  vi.stubEnv('TMPDIR', tmpdir);
  const { folder, job } = temporaryJob();
  const path = await slowScene(folder, 'slow.pov', typeof scene === 'number' ? scene : 1);
  if (typeof scene === 'string') await writeFile(path, scene);
  const size = { width: 160, height: 121 };
  const request = { program, scene: path, ...size, rows, format: '+FN', options: ['+BS8', '+WT1', ...more] };
  const { id, file, release } = await openFor(request, job);
  const lockfile = join(job, 'lockfile');
  return {
    id,
    file,
    folder: job,
    tmpdir,
    request,
    targetOf: (band) => ({ folder: job, lockfile, name: partName(band), host: 'pi1', rows: band, job: id }),
    close: release,
  };
}

async function openFor(
  { scene, width, height, options }: RenderRequest,
  folder: string,
): Promise<{ id: string; file: JobFile; release: () => Promise<void> }> {
  const sceneHash = await hashOfFile(scene);
  const surroundings = { folder, env: process.env };
  const { reads } = await jobReads({ scene, sceneHash }, [], surroundings, new AbortController().signal);
  const facts = { scene, sceneHash, reads, width, height, options: [...options] };
  const opened = await openJob(folder, facts, { takeover: 'none', join: false });
  return { id: opened.id, file: opened.file, release: () => opened.release() };
}
