import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** A line at the bottom of a terminal that is drawn again and again. */
export interface Bar {
  /** Takes it off the terminal, if it is there. */
  clear(): void;
  /** Draws it soon. */
  redraw(): void;
}

export interface TerminalOutputs {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Takes why stdout cannot be written to: its reader has gone, or the disk is full. */
  readonly onError?: (reason: Error) => void;
}

/** stdout and stderr of a command. Often both are one terminal, with a bar that lines must not tear. */
export class Terminal {
  readonly stderr: Writable;
  readonly #stdout: Writable;
  #bar: Bar | null = null;

  constructor({ stdout, stderr, onError }: TerminalOutputs) {
    this.#stdout = stdout;
    this.stderr = stderr;
    if (onError) stdout.on('error', onError);
  }

  /** Writes to stdout. @param text with its newline */
  print(text: string): void {
    this.besideBar(() => this.#stdout.write(text));
  }

  /** Writes to stderr. @param text with its newline */
  warn(text: string): void {
    this.besideBar(() => this.stderr.write(text));
  }

  /** Runs what writes to the terminal by itself. */
  besideBar<Result>(write: () => Result): Result {
    this.#bar?.clear();
    const result = write();
    this.#bar?.redraw();
    return result;
  }

  /** Whether the reader of stdout is behind. */
  get isBehind(): boolean {
    return this.#stdout.writableNeedDrain;
  }

  /** Waits until the reader of stdout has caught up. @throws the signal's reason; stdout's error */
  async caughtUp(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.isBehind) return;
    await once(this.#stdout, 'drain', { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  }

  showBar(bar: Bar): void {
    this.#bar = bar;
  }

  hideBar(): void {
    this.#bar = null;
  }
}
