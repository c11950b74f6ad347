import {
  type Band,
  bandKey,
  describeBand,
  formatRows,
  isBand,
  type JobEvent,
  splitOf,
} from '@task-distributor/band';
import { formatRemaining, type JobState, remaining } from '@task-distributor/history';
import { clock, percentDone } from './progress-text.ts';
import { timeNow } from './time-now.ts';

/** Writes a line when something happens. Failures are reported by others. */
export class PlainLines {
  readonly #state: JobState;
  readonly #warn: (line: string) => void;
  /** Bands that go on under these rows after a split. */
  readonly #goingOn = new Set<string>();
  #told = 0;

  constructor(state: JobState, warn: (line: string) => void) {
    this.#state = state;
    this.#warn = warn;
  }

  see(event: JobEvent): void {
    if (isBand(event)) this.#seeBand(event);
  }

  end(): void {
    this.#goingOn.clear();
  }

  #seeBand(band: Band): void {
    if (band.state === 'split') {
      this.#goingOn.add(formatRows(splitOf(band).kept));
      this.#warn(splitText(band));
    }
    if (band.state === 'started' && !this.#goingOn.delete(bandKey(band))) this.#warn(this.#startText(band));
    if (band.state === 'done') this.#warn(`${describeBand(band)}: done`);
    this.#tellPercent();
  }

  #startText(band: Band): string {
    const attempt = this.#state.bands.get(bandKey(band))?.attempt ?? 1;
    return `${describeBand(band)}: started${attempt > 1 ? `, attempt ${attempt}` : ''}`;
  }

  #tellPercent(): void {
    const step = Math.floor(percentDone(this.#state) / 10);
    if (step <= this.#told) return;
    this.#told = step;
    const { totals, opened } = this.#state;
    const now = timeNow();
    const left = remaining(this.#state, now);
    const rest = left === null || step === 10 ? '' : `, ${formatRemaining(left)} left`;
    const bands = `${totals.bandsDone} of ${totals.bands} ${totals.bands === 1 ? 'band' : 'bands'}`;
    this.#warn(`${10 * step} %, ${bands}, ${clock((now - (opened ?? now)) / 1_000)}${rest}`);
  }
}

/** `pi111 rows 1-300: split, rows 193-300 go to another host`. */
export function splitText(band: Band): string {
  return `${describeBand(band)}: split, rows ${formatRows(splitOf(band).rest)} are for another host`;
}
