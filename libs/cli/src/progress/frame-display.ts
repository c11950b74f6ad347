import { isBand, type JobEvent } from '@task-distributor/band';
import type { JobState } from '@task-distributor/history';
import type { Outputs } from '../outputs.ts';
import { frameLines, type Look } from './frame-lines.ts';
import { splitText } from './plain-lines.ts';
import { timeNow } from './time-now.ts';
import { TerminalFrame } from './terminal-frame.ts';

export interface FramePlace {
  readonly outputs: Outputs;
  readonly state: JobState;
  readonly look: Look;
  /** Writes one line to stderr. */
  warn(line: string): void;
}

/** Shows a job at the bottom of the terminal, from its first event on and as long as it runs. */
export class FrameDisplay {
  readonly #outputs: Outputs;
  readonly #state: JobState;
  readonly #look: Look;
  readonly #warn: (line: string) => void;
  readonly #terminal: NodeJS.WriteStream;
  readonly #frame: TerminalFrame;
  readonly #clock: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;

  constructor({ outputs, state, look, warn }: FramePlace) {
    this.#outputs = outputs;
    this.#state = state;
    this.#look = look;
    this.#warn = warn;
    this.#terminal = outputs.stderr as NodeJS.WriteStream;
    this.#frame = new TerminalFrame(this.#terminal);
    this.#clock = setInterval(() => this.#drawSoon(), clockMs).unref();
    outputs.show(this.#frame);
    this.#terminal.on('resize', this.#drawSoon);
    this.#drawSoon();
  }

  see(event: JobEvent): void {
    if (isBand(event) && event.state === 'split') this.#warn(splitText(event));
    this.#drawSoon();
  }

  end(): void {
    clearInterval(this.#clock);
    clearTimeout(this.#timer);
    this.#terminal.off('resize', this.#drawSoon);
    this.#outputs.hide();
  }

  readonly #drawSoon = (): void => {
    const since = performance.now() - this.#drawn;
    this.#timer ??= setTimeout(() => this.#draw(), Math.max(0, redrawMs - since)).unref();
  };

  #draw(): void {
    this.#timer = undefined;
    if (this.#state.opened === null) return;
    this.#drawn = performance.now();
    // A terminal that does not know its size says 0.
    const [columns, rows] = [this.#terminal.columns || 80, this.#terminal.rows || 24];
    this.#frame.draw(frameLines(this.#state, timeNow(), { columns, rows, look: this.#look }));
  }
}

const redrawMs = 100;
/** The elapsed time changes once a second. */
const clockMs = 1_000;
