import type { Band } from '@task-distributor/band';

interface Running {
  readonly band: Band;
  percent: number;
  /** The percentage in the last report. */
  reported: number;
}

/**
 * Reports running bands once a second: those with progress, but at least one, so that a writer soon notices if the reader of
 * the reports has gone.
 */
export class RunningBands {
  readonly #report: (band: Band) => void;
  readonly #bands = new Set<Running>();
  #timer: NodeJS.Timeout | undefined;

  constructor(report: (band: Band) => void) {
    this.#report = report;
  }

  /** @returns functions to update the percentage of the band, and to stop its reports */
  add(band: Band): { progressed(percent: number): void; stop(): void } {
    const running = { band, percent: 0, reported: -1 };
    this.#bands.add(running);
    this.#timer ??= setInterval(() => this.#reportNews(), intervalMs);
    return {
      progressed: (percent) => {
        running.percent = percent;
      },
      stop: () => {
        this.#bands.delete(running);
        if (this.#bands.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  #reportNews(): void {
    const news = [...this.#bands].filter(({ percent, reported }) => percent !== reported);
    const [any] = this.#bands;
    for (const running of news.length > 0 || any === undefined ? news : [any]) {
      running.reported = running.percent;
      this.#report({ ...running.band, state: 'running', info: String(running.percent) });
    }
  }
}

const intervalMs = 1_000;
