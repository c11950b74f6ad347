import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Lines at the bottom of a terminal that are drawn again and again. */
export interface Frame {
  /** Erases it, until it is drawn again. */
  erase(): void;
  /** Writes lines above it. @param text with its newline */
  above(text: string): void;
}

export interface OutputStreams {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Called if stdout cannot be written: its reader has gone, or the disk is full. */
  readonly onError?: (reason: Error) => void;
}

/** stdout and stderr of a command. A frame at the bottom of the terminal must not mix with the lines. */
export class Outputs {
  readonly stderr: Writable;
  readonly #stdout: Writable;
  #frame: Frame | null = null;

  constructor({ stdout, stderr, onError }: OutputStreams) {
    this.#stdout = stdout;
    this.stderr = stderr;
    if (onError) stdout.on('error', onError);
  }

  /** Whether both are the same terminal, as far as one can know. */
  get areTerminals(): boolean {
    return isTerminal(this.#stdout) && isTerminal(this.stderr);
  }

  /** Call it before something else writes to stdout. */
  makeRoom(): void {
    if (isTerminal(this.#stdout)) this.#frame?.erase();
  }

  /** Writes to stdout. @param text with its newline */
  print(text: string): void {
    this.makeRoom();
    this.#stdout.write(text);
  }

  /** Writes to stderr. @param text with its newline */
  warn(text: string): void {
    if (this.#frame === null) this.stderr.write(text);
    else this.#frame.above(text);
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

  show(frame: Frame): void {
    this.#frame = frame;
  }

  hide(): void {
    this.#frame?.erase();
    this.#frame = null;
  }
}

export function isTerminal(stream: Writable): boolean {
  return (stream as Partial<NodeJS.WriteStream>).isTTY === true;
}
