import { errorCode, errorMessage, sleep, TdError } from '@task-distributor/band';
import { type FileIdentity, hasNumber, identityOf, isSameFile } from './file-identity.ts';
import { readJobFile } from './job-file.ts';
import { jobFilePath, lockfilePath } from './names.ts';
import { readRegularFile } from './open-regular-file.ts';
import { SeenContent } from './seen-content.ts';

interface WatchedJob {
  readonly id: string;
  readonly folder: string;
  readonly lockfile: FileIdentity;
  /** How often the job file's time is moved, in milliseconds. */
  readonly heartbeatMs: number;
}

/** Keeps the heartbeat of an open job going, and watches whether the folder still belongs to it, until it is stopped. */
export class JobWatch {
  readonly #job: WatchedJob;
  readonly #stopped = new AbortController();
  readonly #lost = new AbortController();
  readonly #seen = new SeenContent();
  readonly #watching: Promise<void>;

  constructor(job: WatchedJob) {
    this.#job = job;
    this.#watching = this.#watch();
  }

  /** Aborted, with a TdError E_LOST as its reason, when the folder no longer belongs to the job. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#watching;
  }

  /** Why the folder no longer belongs to the job; null = it does. */
  async whyLost(): Promise<TdError | null> {
    const { id, folder } = this.#job;
    const path = lockfilePath(folder);
    // A process that checks whether to take over moves it away for a moment.
    const isSame = (await this.#isSame(path)) ?? (await sleep(50).then(() => this.#isSame(path)));
    if (isSame === null) return lostError(folder, `${path} is gone`);
    if (!isSame) return lostError(folder, `${path} is another file now`);
    const job = await readJobFile(folder);
    if (job === null || job.id === id) return null;
    return lostError(folder, `${jobFilePath(folder)} is of another job now`);
  }

  /** Checks four times per heartbeat. */
  async #watch(): Promise<void> {
    let failingSince: number | null = null;
    for (let round = 1; !this.#stopped.signal.aborted; round += 1) {
      try {
        await sleep(this.#job.heartbeatMs / 4, this.#stopped.signal, { ref: false });
        const reason = await this.whyLost();
        if (reason !== null) {
          this.#lose(reason);
          return;
        }
        if (round % 4 === 0) await this.#beat();
        failingSince = null;
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        // A shared folder can fail for a moment.
        failingSince ??= performance.now();
        if (performance.now() - failingSince < longestFailureMs) continue;
        this.#lose(lostError(this.#job.folder, `${this.#job.folder}: ${errorMessage(error)}`));
        return;
      }
    }
  }

  #lose(reason: TdError): void {
    if (!this.#stopped.signal.aborted) this.#lost.abort(reason);
  }

  /**
   * Whether it is the job's lockfile; null = there is none. Opens it to see: attributes by name can be stale on a network
   * file system.
   */
  async #isSame(path: string): Promise<boolean | null> {
    const { lockfile } = this.#job;
    try {
      return await readRegularFile(path, async (handle) => {
        const stats = await handle.stat({ bigint: true });
        if (!isSameFile(identityOf(stats), lockfile)) return false;
        return hasNumber(lockfile) || (await this.#seen.isIn(handle, Number(stats.size)));
      });
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      if (errorCode(error) === 'E_NOT_A_FILE') return false;
      throw error;
    }
  }

  /** Moves the job file's time, if the file is this job's. */
  async #beat(): Promise<void> {
    const { id, folder } = this.#job;
    const job = await readJobFile(folder);
    if (job?.id !== id) return;
    const now = new Date();
    await readRegularFile(jobFilePath(folder), (handle) => handle.utimes(now, now));
  }
}

function lostError(folder: string, reason: string): TdError {
  return new TdError(`${reason}: this job no longer owns the folder`, {
    code: 'E_LOST',
    path: lockfilePath(folder),
  });
}

const longestFailureMs = 15_000;
