import type { Readable } from 'node:stream';

/**
 * Calls `onLine` with each line of a process's output, without its newline. A line that is too long is cut, and what follows is
 * read all the same, since a process whose output nobody reads would block. Output that breaks off simply ends: the end of
 * the process shows that the connection is lost, too.
 * Listens to the stream: with hundreds of workers, reading it as an iterable takes twice as much time.
 * @param onData called whenever something has come
 */
export function followLines(
  stream: Readable,
  onLine: (line: string) => void,
  onData: () => void,
): Promise<void> {
  const splitter = new LineSplitter(onLine);
  return new Promise((resolve, reject) => {
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        reject(error as Error);
      }
    };
    const take = (chunk: Uint8Array): void => {
      onData();
      splitter.take(chunk);
    };
    stream.on('data', (chunk: Uint8Array) => attempt(() => take(chunk)));
    stream.once('error', () => undefined);
    const end = (): void => {
      attempt(() => splitter.end());
      resolve();
    };
    if (stream.closed) end();
    else stream.once('close', end);
  });
}

class LineSplitter {
  readonly #onLine: (line: string) => void;
  /** The beginning of a line, cut to the longest one. */
  #rest: Uint8Array[] = [];
  #length = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  take(chunk: Uint8Array): void {
    let start = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
      this.#add(chunk.subarray(start, at));
      this.#emit();
      start = at + 1;
    }
    // A copy: the chunk is part of a larger piece of memory.
    if (start < chunk.length)
      this.#add(Buffer.from(chunk.subarray(start, start + longestLine - this.#length)));
  }

  end(): void {
    if (this.#length > 0) this.#emit();
  }

  #add(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, longestLine - this.#length);
    if (kept.length === 0) return;
    this.#rest.push(kept);
    this.#length += kept.length;
  }

  #emit(): void {
    const text = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    this.#length = 0;
    this.#onLine(text.endsWith('\r') ? text.slice(0, -1) : text);
  }
}

const newline = 10;
const longestLine = 32_768;
