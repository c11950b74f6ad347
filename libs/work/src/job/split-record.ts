import { type Band, splitOf } from '@task-distributor/band';
import { decodeSplits, type Job, saveSplits } from '@task-distributor/lockfile';

/**
 * Keeps record of where running bands are cut short, in the job file: so a job that goes on has the same bands, and finds
 * what was kept of each.
 */
export class SplitRecord {
  readonly #job: Job;
  /** First rows of what was left of the bands. */
  readonly #firsts: Set<number>;
  #isSaved = true;
  #saving = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(job: Job) {
    this.#job = job;
    this.#firsts = new Set(decodeSplits(job.file.splits));
  }

  see(band: Band): void {
    if (band.state !== 'split') return;
    const { first } = splitOf(band).rest;
    if (this.#firsts.has(first)) return;
    this.#firsts.add(first);
    this.#isSaved = false;
    this.#timer ??= setTimeout(() => this.#save(), intervalMs).unref();
  }

  /** Call it before the job is closed. Never rejects. @param goesOn whether the job can go on later */
  async close(goesOn: boolean): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (goesOn && !this.#isSaved) this.#save();
    await this.#saving;
  }

  #save(): void {
    this.#timer = null;
    this.#isSaved = true;
    // Without it, a job that goes on only renders more.
    this.#saving = this.#saving.then(() => saveSplits(this.#job, [...this.#firsts])).catch(() => undefined);
  }
}

/** Workers keep what is finished as often. */
const intervalMs = 5_000;
