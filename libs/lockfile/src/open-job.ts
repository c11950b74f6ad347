import type { BigIntStats } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorMessage, InputError, isJobId, TdError, errorCode } from '@task-distributor/band';
import { checkFolder } from './check-folder.ts';
import { createLockfile } from './create-lockfile.ts';
import { identityOf, isSameFile } from './file-identity.ts';
import { takeFolderLock } from './folder-lock.ts';
import { heartbeatMs as defaultHeartbeatMs } from './is-alive.ts';
import { type JobFile, writeJobFile } from './job-file.ts';
import { lockfilePath } from './names.ts';
import { type Job, OpenJob, type OpenedLockfile, thisProcess } from './job.ts';
import { lockedError } from './locked-error.ts';
import { jobOf, lookAtLockfile, type Standing, statLockfile } from './standing.ts';
import { takeAway } from './take-away.ts';

/**
 * What may be taken over: nothing, a dead job of ours (--resume), a bash job as well (-f), a living one of ours too
 * (-ff).
 */
export type Takeover = 'none' | 'ours' | 'dead' | 'living';

/** What the caller knows of the job. `id`: of an earlier job that this one goes on with. */
export type JobFacts = Pick<JobFile, 'scene' | 'sceneHash' | 'width' | 'height' | 'options'> & {
  id?: string;
};

export interface OpenOptions {
  readonly takeover: Takeover;
  /** Somebody else has opened it (a bash `touch`, or another stage): use it. */
  readonly join: boolean;
  /** For tests: how often the job file's time is moved, and a third of how long another machine's is watched. */
  readonly heartbeatMs?: number;
}

/**
 * Opens a job in the folder: creates the lockfile and writes the job file, or joins the job that is open.
 * @throws TdError E_LOCKED `File <folder>/lockfile already exists! ...`, E_NO_LOCKFILE where there is none to join, and
 *   when the folder is not there, not a folder or not writable
 */
export async function openJob(
  folder: string,
  facts: JobFacts,
  options: OpenOptions,
  signal?: AbortSignal,
): Promise<Job> {
  if (options.join && options.takeover !== 'none') {
    throw new InputError(
      'Expected --join or -f, got both: one uses the lockfile as it is, the other replaces it',
    );
  }
  if (facts.id !== undefined && !isJobId(facts.id)) {
    throw new InputError(
      `Expected a job id of letters, digits, dots and dashes, got ${JSON.stringify(facts.id)}`,
    );
  }
  // What is watched later stays the same folder if the process goes elsewhere.
  const absolute = resolve(folder);
  await checkFolder(absolute, { write: true });
  const opened = options.join
    ? await orderly(absolute, signal, () => join(absolute, facts))
    : await create(absolute, facts, options, signal);
  const job = new OpenJob(absolute, opened.file, opened.lockfile, options.heartbeatMs ?? defaultHeartbeatMs);
  if (signal?.aborted) {
    await job.release();
    signal.throwIfAborted();
  }
  return job;
}

interface Opened {
  readonly file: JobFile;
  readonly lockfile: OpenedLockfile;
}

async function create(
  folder: string,
  facts: JobFacts,
  options: OpenOptions,
  signal?: AbortSignal,
): Promise<Opened> {
  for (;;) {
    const made = await orderly(folder, signal, () => createHere(folder, facts, null));
    if (made !== null) return made;
    const standing = await lookAtLockfile(folder, options, signal);
    // Gone since: the way is free.
    if (standing === null) continue;
    if (!mayTakeOver(standing, options.takeover)) throw lockedError(folder, standing);
    const taken = await orderly(folder, signal, () => createHere(folder, facts, standing));
    if (taken !== null) return taken;
    // Somebody was quicker, or it is not as dead as it looked.
    const now = await lookAtLockfile(folder, options, signal);
    throw lockedError(folder, now ?? standing);
  }
}

function mayTakeOver({ state }: Standing, takeover: Takeover): boolean {
  if (takeover === 'ours') return state === 'finished' || state === 'abandoned';
  return takeover === 'living' || (takeover === 'dead' && state !== 'running');
}

/** Openers of ours come one after the other. Should the lock fail, the lockfile's identity still tells the loser. */
async function orderly<Result>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const lockfile = lockfilePath(folder);
  let unlock: (() => Promise<void>) | null;
  try {
    unlock = await takeFolderLock(lockfile, { patienceMs: 20_000, signal });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new TdError(`${lockfile}.lock cannot be created: ${errorMessage(cause)}`, {
      cause,
      path: folder,
      code: errorCode(cause) || 'E_FAILED',
    });
  }
  if (unlock === null) {
    throw new TdError(
      `${lockfile}.lock is held by another process all the time; remove it if there is none`,
      {
        code: 'E_BUSY',
        path: `${lockfile}.lock`,
      },
    );
  }
  try {
    return await work();
  } finally {
    await unlock();
  }
}

/** @param old what is taken over; null = nothing. @returns null when there is a lockfile, or `old` is another one now */
async function createHere(folder: string, facts: JobFacts, old: Standing | null): Promise<Opened | null> {
  const lockfile = lockfilePath(folder);
  let aside: string | null = null;
  if (old !== null) {
    const { size, mtimeNs } = old.lockfile;
    const seen = identityOf(old.lockfile);
    // A line that came since: somebody works on it. A living job's is taken with all its lines.
    const isAsSeen = (stats: BigIntStats): boolean =>
      old.state === 'running' || (stats.size === size && stats.mtimeNs === mtimeNs);
    const job = await jobOf(folder, old.lockfile);
    if (job?.id !== old.job?.id || job?.owner.pid !== old.job?.owner.pid) return null;
    aside = await takeAway(lockfile, (stats) => isSameFile(identityOf(stats), seen) && isAsSeen(stats));
    if (aside === null) return null;
  }
  try {
    const made = await createLockfile(lockfile);
    if (made === null) return null;
    const file = await newJobFile(facts, made.identity);
    return (await publish(folder, file, made)) ? { file, lockfile: made } : null;
  } finally {
    // Only now: the new lockfile cannot get the number of the old one.
    if (aside !== null) await rm(aside, { force: true });
  }
}

/** Writes the job file of a lockfile just made, if it is still there; takes the lockfile back when that fails. */
async function publish(folder: string, file: JobFile, made: OpenedLockfile): Promise<boolean> {
  const isOurs = (stats: BigIntStats): boolean => isSameFile(identityOf(stats), made.identity);
  const now = await statLockfile(folder);
  if (now === null || !isOurs(now)) return false;
  try {
    await writeJobFile(folder, file);
    return true;
  } catch (error) {
    const aside = await takeAway(lockfilePath(folder), isOurs).catch(() => null);
    if (aside !== null) await rm(aside, { force: true });
    throw error;
  }
}

async function newJobFile(facts: JobFacts, lockfile: JobFile['lockfile']): Promise<JobFile> {
  const { id = crypto.randomUUID(), scene, sceneHash, width, height, options } = facts;
  return {
    version: 1,
    id,
    scene,
    sceneHash,
    width,
    height,
    options,
    owner: await thisProcess(),
    opened: new Date().toISOString(),
    ...(lockfile === undefined ? {} : { lockfile }),
  };
}

/** Uses the lockfile that is there. Whoever joins does not own it, and so does not remove it. */
async function join(folder: string, facts: JobFacts): Promise<Opened> {
  const stats = await statLockfile(folder);
  if (stats === null) {
    const path = lockfilePath(folder);
    throw new TdError(
      `${path}: Expected the lockfile of a job to join, got none; leave out --join to open one`,
      {
        code: 'E_NO_LOCKFILE',
        path,
      },
    );
  }
  const lockfile = { identity: identityOf(stats), mtimeNs: null };
  const job = await jobOf(folder, stats);
  if (job !== null) refuseOther(folder, job, facts);
  const file: JobFile = { ...(job ?? (await newJobFile(facts, lockfile.identity))), joined: true };
  if (job?.joined !== true) await writeJobFile(folder, file);
  return { file, lockfile };
}

/** Two images in one folder would write over each other's parts. */
function refuseOther(folder: string, job: JobFile, facts: JobFacts): void {
  const differing = (
    [
      ['scene', job.scene, facts.scene],
      ['size', `${job.width}x${job.height}`, `${facts.width}x${facts.height}`],
      ['options', job.options.join(' '), facts.options.join(' ')],
      ['scene content', job.sceneHash ?? facts.sceneHash, facts.sceneHash ?? job.sceneHash],
    ] as const
  ).find(([, theirs, ours]) => theirs !== ours);
  if (differing === undefined) return;
  const [what, theirs, ours] = differing;
  throw new TdError(
    `${lockfilePath(folder)}: The job to join has another ${what}: Expected ${theirs}, got ${ours}`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}
