import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { JobFile } from '@task-distributor/lockfile';
import {
  type BlockLayout,
  rendererFor,
  type RenderRequest,
  type Surroundings,
} from '@task-distributor/render';
import { filesOfJob } from '../../reads/files-of-job.ts';
import { stampOf } from './program-stamp.ts';

/**
 * A hash of all that decides the pixels of a band's blocks, and their grid: but not of the band's last row, because a state can be
 * continued with another end. The contents of the scene and its includes are those with which the job began.
 */
export function stateKey(
  request: RenderRequest,
  { region, size }: BlockLayout,
  job: JobFile,
  surroundings: Surroundings,
): string {
  const { scene, width, height, format, program, options } = request;
  const files = filesOfJob(resolve(surroundings.folder, scene), job);
  const facts = [
    [job.id, job.sceneHash, job.reads?.hash],
    [resolve(surroundings.folder, scene), width, height, format, region.first, size],
    options,
    rendererFor(scene).states?.settings(options, surroundings) ?? [],
    [program, stampOf(program)],
    // Those that are not the job's can be other files on each machine.
    files.map(({ path, hash, isOfScene }) => [path, hash, isOfScene ? '' : stampOf(path)]),
  ];
  return keysOfJob(job) + hashOf(JSON.stringify(facts)).slice(0, digits);
}

/** What the keys of all bands of a job begin with. */
export function keysOfJob({ id }: Pick<JobFile, 'id'>): string {
  return hashOf(id).slice(0, digitsOfJob);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const digitsOfJob = 8;
const digits = 32;
