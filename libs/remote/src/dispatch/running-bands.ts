import type { Band } from '@task-distributor/band';

interface Running {
  readonly band: Band;
  percent: number;
  /** What was reported last. */
  reported: number;
}

/**
 * Reports the bands that are running, once a second: those that have got on, and at least one of them, so that whoever
 * writes the reports soon notices that nobody reads them.
 */
export class RunningBands {
  readonly #report: (band: Band) => void;
  readonly #bands = new Set<Running>();
  #timer: NodeJS.Timeout | undefined;

  constructor(report: (band: Band) => void) {
    this.#report = report;
  }

  /** @returns the band's progress: call `progressed` as it gets on, and `stop` when it does not run any more */
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
