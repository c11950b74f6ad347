import {
  bandKey,
  formatRows,
  isBand,
  type Band,
  type JobEvent,
  type Observer,
  type Rows,
  splitOf,
} from '@task-distributor/band';
import { Presets, SingleBar } from 'cli-progress';
import type { Bar, Terminal } from './terminal.ts';

/**
 * Shows the progress of a job: bands done, percent of all rows, time. Shows nothing if stderr is not a terminal.
 * @param count number of bands
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
  /** The percentage of each band; 100 = done. */
  readonly #percents = new Map<string, number>();
  /** The share of each band in the bar, in percent of one that was never split; 100 unless it is here. */
  readonly #shares = new Map<string, number>();
  /** Bands that go on running under a new name. */
  readonly #renamed = new Set<string>();
  #count: number;
  #sum = 0;
  #done = 0;
  #isDrawn = false;
  #drawn = 0;

  constructor(terminal: Terminal, count: number) {
    this.#terminal = terminal;
    this.#bar = createBar(barStream(terminal.stderr as NodeJS.WriteStream));
    this.#bar.on('redraw-post', () => {
      this.#isDrawn = true;
      this.#drawn = performance.now();
    });
    this.#count = count;
    this.#bar.start(100 * count, 0, { bands: 0, count });
    terminal.showBar(this);
  }

  see(event: JobEvent): void {
    if (!isBand(event)) return;
    if (event.state === 'split') this.#split(event);
    const percent = percentOf(event);
    const goesOn = event.state === 'started' && this.#renamed.delete(bandKey(event));
    if (percent !== null && !goesOn) this.#set(bandKey(event), percent);
  }

  #set(key: string, percent: number): void {
    const before = this.#percents.get(key) ?? 0;
    if (percent === before) return;
    this.#percents.set(key, percent);
    this.#sum += ((percent - before) * this.#shareOf(key)) / 100;
    this.#done += Number(percent === 100) - Number(before === 100);
    this.#bar.update(Math.round(this.#sum), { bands: this.#done, count: this.#count });
  }

  #split(band: Band): void {
    const key = bandKey(band);
    const { kept, rest } = splitOf(band);
    const finished = ((this.#percents.get(key) ?? 0) * rowCount(band as Rows)) / 100;
    this.#set(key, 0);
    const perRow = this.#shareOf(key) / rowCount(band as Rows);
    for (const rows of [kept, rest]) this.#shares.set(formatRows(rows), perRow * rowCount(rows));
    this.#count += 1;
    this.#renamed.add(formatRows(kept));
    this.#set(formatRows(kept), Math.min(99, Math.round((100 * finished) / rowCount(kept))));
  }

  #shareOf(key: string): number {
    return this.#shares.get(key) ?? 100;
  }

  clear(): void {
    if (!this.#isDrawn) return;
    this.#terminal.stderr.write(clearLine);
    this.#isDrawn = false;
  }

  /** Redraws the bar, unless it was drawn a moment ago: then its timer redraws it. */
  redraw(): void {
    if (performance.now() - this.#drawn >= redrawMs) this.#bar.render();
  }

  end(): void {
    this.#terminal.hideBar();
    // The bar returns to the saved position of the cursor. Lines have been written since, so that must be the current one.
    this.#terminal.stderr.write(`${clearLine}${saveCursor}`);
    this.#bar.stop();
  }
}

function rowCount({ first, last }: Rows): number {
  return last - first + 1;
}

/** The percentage of a band after a record; null = unchanged. */
function percentOf({ state, info }: Band): number | null {
  switch (state) {
    case 'done':
      return 100;
    // A band that is fully rendered is not done yet, because its part is missing.
    case 'running':
      return Math.min(Number(info ?? 0), 99);
    // A band that is tried again starts from 0.
    case 'started':
    case 'failed':
      return 0;
    default:
      return null;
  }
}

/** The same terminal, which gets no bar as long as it takes nothing: Ctrl-S stops it, and all would be kept in memory. */
function barStream(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string): boolean => !stream.writableNeedDrain && stream.write(text);
  return Object.create(stream, { write: { value: write } }) as NodeJS.WriteStream;
}

function createBar(stream: NodeJS.WriteStream): SingleBar {
  return new SingleBar(
    {
      stream,
      format: '{bar} {percentage}% | {bands} of {count} bands | {duration_formatted}',
      fps: 1_000 / redrawMs,
      etaBuffer: 1,
      // After a line was written, the bar must be redrawn even if it has not changed.
      forceRedraw: true,
      // A second Ctrl-C ends the process at once, and a hidden cursor would stay hidden.
      hideCursor: false,
      gracefulExit: false,
      // Otherwise lines that are written beside the bar would be cut at the terminal's width.
      linewrap: true,
      clearOnComplete: true,
      stopOnComplete: false,
    },
    Presets.shades_classic,
  );
}
