import { StringDecoder } from 'node:string_decoder';
import { ComplaintReader, type Complaints, longestMessage } from './complaints.ts';

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
  /** Whether it has warned about the scene's `assumed_gamma`: there is none, or more than one. */
  mentionsGamma: boolean;
  /** From its statistics at the end. */
  seconds: ReportedSeconds;
  /** What may explain a failure. */
  complaints: Complaints;
}

interface ReportedSeconds {
  parse: number | null;
  trace: number | null;
  /** Processor time of tracing. */
  traceCpu: number | null;
}

/** Reads POV-Ray's messages. Lines end with LF, progress lines with CR. */
export class PovrayMessages {
  readonly #complaints = new ComplaintReader();
  readonly report: PovrayReport = {
    done: 0,
    total: 0,
    pixels: null,
    finished: false,
    antialiasing: null,
    mentionsGamma: false,
    seconds: { parse: null, trace: null, traceCpu: null },
    complaints: this.#complaints.complaints,
  };
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  /** The last line was about tracing. */
  #isTrace = false;

  write(chunk: Uint8Array): void {
    this.#rest += this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    const lines = this.#rest.split(/[\r\n]/);
    this.#rest = lines.pop()!.slice(0, longestMessage);
    for (const line of lines) this.#read(line);
  }

  end(): void {
    if (this.#rest !== '') this.#read(this.#rest);
    this.#rest = '';
    this.#complaints.end();
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
    if (line.includes('assumed_gamma')) report.mentionsGamma = true;
    const pixels = /^Pixels: +(\d+)/.exec(line);
    if (pixels) report.pixels = Number(pixels[1]);
    if (line === 'POV-Ray finished') report.finished = true;
    this.#readSeconds(line);
    this.#complaints.read(line);
  }

  #readSeconds(line: string): void {
    const { seconds } = this.report;
    const cpu = this.#isTrace ? /^ +using .* with ([\d.]+) CPU-seconds/.exec(line)?.[1] : undefined;
    if (cpu !== undefined) seconds.traceCpu = Number(cpu);
    const [, what, value] = /^ +(Parse|Trace) Time: .*\(([\d.]+) seconds\)/.exec(line) ?? [];
    if (what === 'Parse') seconds.parse = Number(value);
    if (what === 'Trace') seconds.trace = Number(value);
    this.#isTrace = what === 'Trace';
  }
}
