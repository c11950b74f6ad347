import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** A line at the bottom of a terminal that is drawn again and again. */
export interface Bar {
  /** Erases it, if it is drawn. */
  clear(): void;
  /** Draws it again soon. */
  redraw(): void;
}

export interface TerminalOutputs {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Called if stdout cannot be written: its reader has gone, or the disk is full. */
  readonly onError?: (reason: Error) => void;
}

/** stdout and stderr of a command. Often both are the same terminal, whose bar must not mix with the lines. */
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

  /** Calls a function that writes to the terminal itself. */
  besideBar<Result>(write: () => Result): Result {
    this.#bar?.clear();
    const result = write();
    this.#bar?.redraw();
    return result;
  }

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
