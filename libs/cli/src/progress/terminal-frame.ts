import type { Frame } from '../outputs.ts';
import { widthOf } from './fit-text.ts';

/** What a frame needs of the terminal. */
export interface FrameTerminal {
  readonly writableNeedDrain: boolean;
  /** Of the screen, at the moment. */
  readonly columns: number;
  write(text: string): boolean;
}

/**
 * Draws lines at the bottom of a terminal. Each frame is one write, which has only the lines that have changed. The cursor stays visible, in
 * the line below: wherever the process ends, the terminal is fit for use. Nothing is hidden, so nothing has to be restored. A terminal that has been stopped
 * (Ctrl-S) gets no frames, which would be kept in memory.
 */
export class TerminalFrame implements Frame {
  readonly #terminal: FrameTerminal;
  /** What is on the screen. */
  #drawn: readonly string[] = [];
  /** Of the screen, when it was drawn. */
  #columns = 0;
  #latest: readonly string[] = [];

  constructor(terminal: FrameTerminal) {
    this.#terminal = terminal;
  }

  /** @param lines narrower than the screen */
  draw(lines: readonly string[]): void {
    this.#latest = lines;
    if (this.#terminal.writableNeedDrain) return;
    const text = this.#columns === this.#terminal.columns ? this.#changes(lines) : this.#anew(lines);
    this.#drawn = lines;
    this.#columns = this.#terminal.columns;
    if (text !== '') this.#terminal.write(text);
  }

  above(text: string): void {
    const isStopped = this.#terminal.writableNeedDrain;
    const lines = isStopped ? [] : this.#latest;
    this.#terminal.write(this.#erasing() + text + lines.map((line) => `${line}\n`).join(''));
    this.#drawn = lines;
    this.#columns = this.#terminal.columns;
  }

  erase(): void {
    const text = this.#erasing();
    if (text !== '') this.#terminal.write(text);
    this.#drawn = [];
  }

  /** From the line below what is drawn to the line below what is drawn then. */
  #changes(lines: readonly string[]): string {
    const first = lines.findIndex((line, i) => line !== this.#drawn[i]);
    if (first === -1 && lines.length === this.#drawn.length) return '';
    const from = first === -1 ? lines.length : first;
    let text = up(this.#drawn.length - from);
    for (let i = from; i < lines.length; i += 1)
      text += lines[i] === this.#drawn[i] ? '\n' : `\r${lines[i]}${eraseRest}\n`;
    // Also what the terminal itself has echoed, such as ^C.
    return `${text}\r${eraseBelow}`;
  }

  #anew(lines: readonly string[]): string {
    return this.#erasing() + lines.map((line) => `${line}\n`).join('');
  }

  #erasing(): string {
    return this.#drawn.length === 0 ? '' : `${up(this.#height())}\r${eraseBelow}`;
  }

  /** Lines of the screen that it has now: one that has become narrower has wrapped them. */
  #height(): number {
    const { columns } = this.#terminal;
    if (columns >= this.#columns) return this.#drawn.length;
    return this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  }
}

function up(lines: number): string {
  return lines > 0 ? `\u001b[${lines}A` : '';
}

const eraseRest = '\u001b[K';
const eraseBelow = '\u001b[J';
