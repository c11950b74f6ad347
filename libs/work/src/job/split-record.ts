import { type Band, splitOf } from '@task-distributor/band';
import { decodeSplits, type Job, saveSplits } from '@task-distributor/lockfile';

/**
 * Keeps record of where running bands are cut short, in the job file: so a job that goes on has the same bands, and finds
 * what was kept of each.
 */
export class SplitRecord {
  readonly #job: Job;
  readonly #firsts: Set<number>;
  #isSaved = true;
  /** Resolves when no more is being written. */
  #saving: Promise<void> | null = null;

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
    this.#saving ??= this.#save();
  }

  /** Resolves when all is written, or cannot be. Never rejects. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  async #save(): Promise<void> {
    while (!this.#isSaved) {
      this.#isSaved = true;
      // Without it, a job that goes on only renders more.
      await saveSplits(this.#job, [...this.#firsts]).catch(() => undefined);
    }
    this.#saving = null;
  }
}
