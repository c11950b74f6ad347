import { StringDecoder } from 'node:string_decoder';

/** What POV-Ray has reported so far. */
export interface PovrayReport {
  /** Pixels done and to do; 0 of 0 before the first progress line. */
  done: number;
  total: number;
  /** Pixels in its statistics, including those that anti-aliasing traced again; null = no statistics yet. */
  pixels: number | null;
  /** Whether its last message, `POV-Ray finished`, has arrived. */
  finished: boolean;
  /** Anti-aliasing method in use; 0 = off, null = not known yet. */
  antialiasing: 0 | 1 | 2 | null;
  /** From its statistics at the end. */
  seconds: { parse: number | null; trace: number | null };
  /** Its error lines, each with its continuation lines. */
  errors: string[];
  /** Its last lines, in case there is no error line. */
  tail: string[];
}

/** Further error lines are dropped: the first ones are enough. */
const keptErrors = 8;
const keptTail = 5;
const longestMessage = 4_096;

/**
 * Reads POV-Ray's messages. Lines end with LF, progress lines with CR. Long messages are wrapped: continuation lines begin
 * with a space.
 */
export class PovrayMessages {
  readonly report: PovrayReport = {
    done: 0,
    total: 0,
    pixels: null,
    finished: false,
    antialiasing: null,
    seconds: { parse: null, trace: null },
    errors: [],
    tail: [],
  };
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #wrapsError = false;

  write(chunk: Uint8Array): void {
    this.#rest += this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    const lines = this.#rest.split(/[\r\n]/);
    this.#rest = lines.pop()!.slice(0, longestMessage);
    for (const line of lines) this.#read(line);
  }

  end(): void {
    if (this.#rest !== '') this.#read(this.#rest);
    this.#rest = '';
  }

  #read(line: string): void {
    const { report } = this;
    const progress = /^Rendered (\d+) of (\d+) pixels/.exec(line);
    if (progress) {
      [report.done, report.total] = [Number(progress[1]), Number(progress[2])];
      return;
    }
    const antialiasing = /^ {2}Antialiasing\.+(Off|On +\(Method (\d))/.exec(line);
    if (antialiasing) report.antialiasing = antialiasing[1] === 'Off' ? 0 : antialiasing[2] === '2' ? 2 : 1;
    const pixels = /^Pixels: +(\d+)/.exec(line);
    if (pixels) report.pixels = Number(pixels[1]);
    if (line === 'POV-Ray finished') report.finished = true;
    const seconds = /^ +(Parse|Trace) Time: .*\(([\d.]+) seconds\)/.exec(line);
    if (seconds?.[1] === 'Parse') report.seconds.parse = Number(seconds[2]);
    if (seconds?.[1] === 'Trace') report.seconds.trace = Number(seconds[2]);
    this.#keep(line);
  }

  #keep(line: string): void {
    const { errors, tail } = this.report;
    if (this.#wrapsError && line.startsWith(' ') && errors.length > 0) {
      errors[errors.length - 1] = `${errors.at(-1)}${line}`.slice(0, longestMessage);
      return;
    }
    this.#wrapsError = isError(line);
    if (this.#wrapsError && errors.length < keptErrors) errors.push(line);
    else if (this.#wrapsError) this.#wrapsError = false;
    if (line.trim() !== '') tail.push(line.slice(0, longestMessage));
    if (tail.length > keptTail) tail.shift();
  }
}

/**
 * A "Possible" error is a warning before the error itself. A missing configuration file and the option
 * `Fatal Stream to console.........On` are not errors.
 */
function isError(line: string): boolean {
  return (
    /\b(error|cannot|failed|fatal|problem)\b/i.test(line) &&
    !/Possible|configuration file|Stream to/.test(line)
  );
}

/** The line that explains best why POV-Ray failed: one with file and line number, if there is one. */
export function povrayError({ errors, tail }: PovrayReport): string | null {
  const best =
    errors.find((line) => /^File .* line \d+:/.test(line)) ??
    errors.find((line) => !/^(Render failed|Fatal error in)/.test(line));
  return (best ?? tail.findLast((line) => line.trim() !== ''))?.trim() ?? null;
}
