import type { AttemptProgress } from '@task-distributor/remote';
import type { BandProgress } from '../../agent/band-progress.ts';

/** Passes on the progress of a band at most once a second, and only if there is news. */
export class ProgressGate {
  readonly #pass: (progress: AttemptProgress) => void;
  #at = -Infinity;
  #last: AttemptProgress = { percent: -1, lastRow: null, isDirect: false };

  constructor(pass: (progress: AttemptProgress) => void) {
    this.#pass = pass;
  }

  progressed({ done, total, lastRow, isDirect = false }: BandProgress): void {
    if (total === 0) return;
    const percent = Math.floor((100 * done) / total);
    const last = this.#last;
    const isNews = percent !== last.percent || lastRow !== last.lastRow || isDirect !== last.isDirect;
    const now = performance.now();
    if (!isNews || now - this.#at < intervalMs) return;
    this.#at = now;
    this.#last = { percent, lastRow, isDirect };
    this.#pass(this.#last);
  }
}

const intervalMs = 1_000;
