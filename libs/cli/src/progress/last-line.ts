import { type ImageComposed, isBand, type JobEvent, type Observer } from '@task-distributor/band';
import { formatSeconds } from '@task-distributor/history';

/** At the end of a job, names the image, its size, and the time that it took: `blob.png: 800x600, 12.3 s`. */
export class LastLine implements Observer {
  readonly #write: (line: string) => void;
  readonly #start: number;
  #composed: ImageComposed | null = null;

  /** @param start when the command started, on the clock of performance.now() */
  constructor(write: (line: string) => void, start: number) {
    this.#write = write;
    this.#start = start;
  }

  see(event: JobEvent): void {
    if (!isBand(event) && event.type === 'composed') this.#composed = event;
  }

  end(): void {
    if (this.#composed === null) return;
    const { output, width, height } = this.#composed;
    const seconds = (performance.now() - this.#start) / 1_000;
    const took = seconds < exactUntil ? `${seconds.toFixed(1)} s` : formatSeconds(seconds);
    this.#write(`${output}: ${width}x${height}, ${took}\n`);
  }
}

const exactUntil = 90;
