import { writeProbePicture } from '@task-distributor/lockfile';
import type { Probing } from './probing.ts';

/** Puts the small pictures of a probe into the job folder, each in place of the one before. */
export class ProbePictures {
  #written: Promise<void> = Promise.resolve();
  #hasEnded = false;

  /** @param folder of the job */
  constructor(probing: Probing, folder: string) {
    probing.showPictures((png) => {
      if (this.#hasEnded) return;
      // Nobody needs it, so its failure is no error.
      this.#written = this.#written.then(() => writeProbePicture(folder, png)).catch(() => undefined);
    });
  }

  /** From then on, nothing is written. Never rejects. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#written;
  }
}
