import { bandKey, isBand, type Band, type JobEvent, type Observer } from '@task-distributor/band';
import { Presets, SingleBar } from 'cli-progress';
import type { Bar, Terminal } from './terminal.ts';

/**
 * Shows on a terminal how far a job is: bands done, percent of all rows, time. Off a terminal it shows nothing.
 * @param count of bands
 */
export function createProgressBar(terminal: Terminal, count: number): Observer {
  const isTerminal = (terminal.stderr as Partial<NodeJS.WriteStream>).isTTY === true;
  return isTerminal ? new ProgressBar(terminal, count) : { see: () => undefined };
}

const redrawMs = 100;
const clearLine = '\r\u001b[K';
const saveCursor = '\u001b7';

class ProgressBar implements Observer, Bar {
  readonly #terminal: Terminal;
  readonly #bar: SingleBar;
  /** Of each band, the percent that it counts for. 100 = done. */
  readonly #percents = new Map<string, number>();
  #sum = 0;
  #done = 0;
  #isDrawn = false;
  #drawn = 0;

  constructor(terminal: Terminal, count: number) {
    this.#terminal = terminal;
    this.#bar = createBar(terminal.stderr as NodeJS.WriteStream, count);
    this.#bar.on('redraw-post', () => {
      this.#isDrawn = true;
      this.#drawn = performance.now();
    });
    this.#bar.start(100 * count, 0, { bands: 0 });
    terminal.showBar(this);
  }

  see(event: JobEvent): void {
    if (!isBand(event)) return;
    const percent = percentOf(event);
    if (percent === null) return;
    const before = this.#percents.get(bandKey(event)) ?? 0;
    if (percent === before) return;
    this.#percents.set(bandKey(event), percent);
    this.#sum += percent - before;
    this.#done += Number(percent === 100) - Number(before === 100);
    this.#bar.update(this.#sum, { bands: this.#done });
  }

  clear(): void {
    if (!this.#isDrawn) return;
    this.#terminal.stderr.write(clearLine);
    this.#isDrawn = false;
  }

  /** At once, unless it was drawn a moment ago: then its timer does it. */
  redraw(): void {
    if (performance.now() - this.#drawn >= redrawMs) this.#bar.render();
  }

  end(): void {
    this.#terminal.hideBar();
    // It goes back to where it began, and lines have been written since: that is to be here.
    this.#terminal.stderr.write(`${clearLine}${saveCursor}`);
    this.#bar.stop();
  }
}

/** What a record makes a band count for; null = as before. */
function percentOf({ state, info }: Band): number | null {
  switch (state) {
    case 'done':
      return 100;
    // Rendered to the end is not done: the part is not there yet.
    case 'running':
      return Math.min(Number(info ?? 0), 99);
    // A band that is tried again begins anew.
    case 'started':
    case 'failed':
      return 0;
    default:
      return null;
  }
}

function createBar(stream: NodeJS.WriteStream, count: number): SingleBar {
  return new SingleBar(
    {
      stream,
      format: `{bar} {percentage}% | {bands} of ${count} bands | {duration_formatted}`,
      fps: 1_000 / redrawMs,
      etaBuffer: 1,
      // After a line was written it is to be drawn again, though it is as before.
      forceRedraw: true,
      // A second Ctrl-C ends at once, and must leave the terminal as it was.
      hideCursor: false,
      gracefulExit: false,
      // Else whatever is written beside the bar is cut off at the terminal's width.
      linewrap: true,
      clearOnComplete: true,
      stopOnComplete: false,
    },
    Presets.shades_classic,
  );
}
