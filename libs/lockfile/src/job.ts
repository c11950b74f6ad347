import { lstat, rm } from 'node:fs/promises';
import { errorCode, errorMessage, sleep, TdError } from '@task-distributor/band';
import { askServer } from './ask-server.ts';
import { type FileIdentity, hasNumber, identityOf, isSameFile } from './file-identity.ts';
import { takeFolderLock } from './folder-lock.ts';
import { type JobFile, readJobFile, writeJobFile } from './job-file.ts';
import { JobWatch } from './job-watch.ts';
import { removeLockfile } from './move-lockfile-away.ts';
import { jobFilePath, lockfilePath } from './names.ts';

/** A job that this process has open. */
export interface Job {
  readonly id: string;
  readonly folder: string;
  readonly file: JobFile;
  /**
   * Aborted, with a TdError E_LOST as its reason, when the lockfile disappears or is replaced, or another job's file
   * appears. Only while the job is open: close it before closeJob.
   */
  readonly lost: AbortSignal;
  /**
   * Checks the lockfile again, at least 50 ms after it was created, and before the first worker starts: the original's
   * master tests whether there is a lockfile, and touches it a moment later. When somebody has touched it, this job
   * withdraws: it is closed, and the lockfile is left to the other master.
   * @throws TdError E_LOCKED when somebody has touched the lockfile or written to it since it was created; E_LOST
   */
  confirm(): Promise<void>;
  /** @throws TdError E_LOST if the folder no longer belongs to the job */
  checkOwned(): Promise<void>;
  /** Stops the heartbeat and the watching; the lockfile stays. */
  close(): Promise<void>;
  /** Closes the job, and removes the lockfile unless it was joined or replaced. Job file and parts stay. */
  release(): Promise<void>;
}

export interface OpenedLockfile {
  readonly identity: FileIdentity;
  /** The modification time that we gave it, which a `touch` of somebody else changes; null = joined. */
  readonly mtimeNs: bigint | null;
}

export class OpenJob implements Job {
  readonly folder: string;
  readonly file: JobFile;
  readonly #lockfile: OpenedLockfile;
  readonly #opened = performance.now();
  readonly #watch: JobWatch;
  #isWithdrawn = false;

  constructor(folder: string, file: JobFile, lockfile: OpenedLockfile, heartbeatMs: number) {
    this.folder = folder;
    this.file = file;
    this.#lockfile = lockfile;
    this.#watch = new JobWatch({ id: file.id, folder, lockfile: lockfile.identity, heartbeatMs });
  }

  get id(): string {
    return this.file.id;
  }

  /** The lockfile was created by somebody else (--join): `release` does not remove it. */
  get #isJoined(): boolean {
    return this.#lockfile.mtimeNs === null;
  }

  get lost(): AbortSignal {
    return this.#watch.lost;
  }

  async confirm(): Promise<void> {
    await sleep(Math.max(0, touchWindowMs - (performance.now() - this.#opened)));
    const reason = (await this.#watch.whyLost()) ?? (await this.#whyTouched());
    if (reason === null) return;
    this.#isWithdrawn = true;
    await this.close();
    if (!this.#isJoined) await this.#removeJobFile();
    throw reason;
  }

  async checkOwned(): Promise<void> {
    const lost = await this.#watch.whyLost();
    if (lost !== null) throw lost;
  }

  async close(): Promise<void> {
    await this.#watch.stop();
  }

  async release(): Promise<void> {
    await this.close();
    if (this.#isJoined || this.#isWithdrawn) return;
    const lockfile = lockfilePath(this.folder);
    const { identity } = this.#lockfile;
    try {
      // Removed even without the lock: what counts is that it is this job's.
      const unlock = await takeFolderLock(lockfile, { patienceMs: 2000 });
      if (hasNumber(identity))
        await removeLockfile(lockfile, (stats) => isSameFile(identityOf(stats), identity));
      else await this.#removeUnnumbered(lockfile);
      await unlock?.();
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return;
      throw new TdError(`${lockfile} cannot be removed: ${errorMessage(cause)}`, { cause, path: lockfile });
    }
  }

  /**
   * Removes a lockfile whose number says nothing. Then the job file must not name a lockfile any more, since it would belong
   * to the next one.
   */
  async #removeUnnumbered(lockfile: string): Promise<void> {
    if ((await this.#watch.whyLost()) !== null) return;
    await removeLockfile(lockfile, () => true);
    const job = await readJobFile(this.folder);
    if (job?.id !== this.id) return;
    delete job.lockfile;
    await writeJobFile(this.folder, job);
  }

  /** Releases a job that has just been opened, and removes its file, unless it was joined. */
  async withdraw(): Promise<void> {
    await this.release();
    if (!this.#isJoined) await this.#removeJobFile();
  }

  async #whyTouched(): Promise<TdError | null> {
    if (this.#isJoined) return null;
    const path = lockfilePath(this.folder);
    await askServer(path);
    const { size, mtimeNs } = await lstat(path, { bigint: true });
    if (size === 0n && mtimeNs === this.#lockfile.mtimeNs) return null;
    const what = size > 0n ? 'Somebody wrote to it' : 'Somebody touched it';
    return new TdError(
      `File ${path} already exists! ${what}: another master started at the same moment, and this one withdraws`,
      { code: 'E_LOCKED', path },
    );
  }

  async #removeJobFile(): Promise<void> {
    const job = await readJobFile(this.folder).catch(() => null);
    if (job?.id === this.id) await rm(jobFilePath(this.folder), { force: true });
  }
}

/** The original's master starts the program `touch` between its test and its touch. */
const touchWindowMs = 50;
