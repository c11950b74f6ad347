import { lstat, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { errorMessage, TdError, sleep, errorCode } from '@task-distributor/band';
import { type FileIdentity, identityOf, isSameFile } from './file-identity.ts';
import { takeFolderLock } from './folder-lock.ts';
import { type JobFile, readJobFile } from './job-file.ts';
import { jobFilePath, lockfilePath } from './names.ts';
import { openRegularFile } from './open-regular-file.ts';
import { processToken } from './process-token.ts';
import { takeAway } from './take-away.ts';

/** A job that this process has open. */
export interface Job {
  readonly id: string;
  readonly folder: string;
  readonly file: JobFile;
  /** The lockfile is somebody else's (--join): `release` leaves it where it is. */
  readonly joined: boolean;
  /**
   * Aborted, with a TdError (E_LOST) as reason, when the lockfile goes away or becomes another one, or another job's
   * file appears. Watched while the job is open: close it before closeJob.
   */
  readonly lost: AbortSignal;
  /**
   * Looks again, before the first worker starts: the original's master tests for the lockfile and then touches it. It is
   * given 50 ms since the lockfile was made. A job that is withdrawn is closed, and leaves the lockfile to the other.
   * @throws TdError E_LOCKED when somebody touched the lockfile since we made it, or wrote into it; E_LOST
   */
  confirm(): Promise<void>;
  /** Ends heartbeat and watching; the lockfile stays. */
  close(): Promise<void>;
  /** Closes, and removes the lockfile if it is still this job's and was not joined; job file and parts stay. */
  release(): Promise<void>;
}

export interface OpenedLockfile {
  readonly identity: FileIdentity;
  /** When it was made by us: its time, which a `touch` of somebody else changes. null = joined. */
  readonly mtimeNs: bigint | null;
}

export class OpenJob implements Job {
  readonly folder: string;
  readonly file: JobFile;
  readonly #lockfile: OpenedLockfile;
  readonly #interval: number;
  readonly #opened = performance.now();
  readonly #closed = new AbortController();
  readonly #lost = new AbortController();
  #isWithdrawn = false;
  readonly #watching: Promise<void>;

  constructor(folder: string, file: JobFile, lockfile: OpenedLockfile, interval: number) {
    this.folder = folder;
    this.file = file;
    this.#lockfile = lockfile;
    this.#interval = interval;
    this.#watching = this.#watch();
  }

  get id(): string {
    return this.file.id;
  }

  get joined(): boolean {
    return this.#lockfile.mtimeNs === null;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async confirm(): Promise<void> {
    const path = lockfilePath(this.folder);
    await sleep(Math.max(0, touchWindow - (performance.now() - this.#opened)));
    const lost = await this.#whyLost();
    const reason = lost ?? (await this.#whyTouched());
    if (reason === null) return;
    this.#isWithdrawn = true;
    await this.close();
    if (!this.joined) await this.#removeJobFile();
    if (lost !== null) throw lostError(this.folder, lost);
    throw new TdError(
      `File ${path} already exists! ${reason}: another master started at the same moment, and this one withdraws`,
      { code: 'E_LOCKED', path },
    );
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#watching;
  }

  async release(): Promise<void> {
    await this.close();
    if (this.joined || this.#isWithdrawn) return;
    const lockfile = lockfilePath(this.folder);
    try {
      const unlock = await takeFolderLock(lockfile, { patienceMs: 2000 });
      const aside = await takeAway(lockfile, (stats) =>
        isSameFile(identityOf(stats), this.#lockfile.identity),
      );
      if (aside !== null) await rm(aside, { force: true });
      await unlock?.();
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return;
      throw new TdError(`${lockfile} cannot be removed: ${errorMessage(cause)}`, { cause, path: lockfile });
    }
  }

  /** Looks four times a heartbeat. */
  async #watch(): Promise<void> {
    let failingSince: number | null = null;
    for (let round = 1; !this.#closed.signal.aborted; round += 1) {
      try {
        await sleep(this.#interval / 4, this.#closed.signal, { ref: false });
        const reason = await this.#whyLost();
        if (reason !== null) {
          this.#lose(reason);
          return;
        }
        if (round % 4 === 0) await this.#beat();
        failingSince = null;
      } catch (error) {
        if (this.#closed.signal.aborted) return;
        // A shared folder can have a bad moment.
        failingSince ??= performance.now();
        if (performance.now() - failingSince < longestFailure) continue;
        this.#lose(`${this.folder}: ${errorMessage(error)}`);
        return;
      }
    }
  }

  #lose(reason: string): void {
    if (this.#closed.signal.aborted) return;
    this.#lost.abort(lostError(this.folder, reason));
  }

  async #whyLost(): Promise<string | null> {
    const path = lockfilePath(this.folder);
    const now = (await this.#identity()) ?? (await sleep(50).then(() => this.#identity()));
    if (now === null) return `${path} is gone`;
    if (!isSameFile(now, this.#lockfile.identity)) return `${path} is another file now`;
    const job = await readJobFile(this.folder);
    return job === null || job.id === this.id ? null : `${jobFilePath(this.folder)} is of another job now`;
  }

  async #whyTouched(): Promise<string | null> {
    if (this.joined) return null;
    const { size, mtimeNs } = await lstat(lockfilePath(this.folder), { bigint: true });
    if (size > 0n) return 'Somebody wrote into it';
    return mtimeNs === this.#lockfile.mtimeNs ? null : 'Somebody touched it';
  }

  /** By opening the file, since attributes by name can be stale on a network file system. */
  async #identity(): Promise<FileIdentity | null> {
    try {
      const handle = await openRegularFile(lockfilePath(this.folder));
      try {
        return identityOf(await handle.stat({ bigint: true }));
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      if (errorCode(error) === 'E_NOT_A_FILE') return { ino: 'no file', born: '' };
      throw error;
    }
  }

  /** Moves the job file's time, if the file is this job's. */
  async #beat(): Promise<void> {
    const job = await readJobFile(this.folder);
    if (job?.id !== this.id) return;
    const handle = await openRegularFile(jobFilePath(this.folder));
    try {
      const now = new Date();
      await handle.utimes(now, now);
    } finally {
      await handle.close();
    }
  }

  async #removeJobFile(): Promise<void> {
    const job = await readJobFile(this.folder).catch(() => null);
    if (job?.id === this.id) await rm(jobFilePath(this.folder), { force: true });
  }
}

function lostError(folder: string, reason: string): TdError {
  return new TdError(`${reason}: the job is no longer this one's`, {
    code: 'E_LOST',
    path: lockfilePath(folder),
  });
}

/** This process as the owner of a job. */
export async function thisProcess(): Promise<JobFile['owner']> {
  return { host: hostname(), pid: process.pid, startTime: (await processToken(process.pid)) ?? '' };
}

/** The original's master starts `touch` between its test and its touch. */
const touchWindow = 50;
const longestFailure = 15_000;
