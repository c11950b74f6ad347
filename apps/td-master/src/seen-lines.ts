import { type Band, decodeBand } from '@task-distributor/band';

/** The bands in a stream of bytes that is meant for somebody else: what is no band is ignored. */
export class SeenLines {
  readonly #see: (band: Band) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';
  /** Whether the present line is too long to be one of ours. */
  #isSkipping = false;

  constructor(see: (band: Band) => void) {
    this.#see = see;
  }

  add(chunk: Uint8Array): void {
    const [rest, ...lines] = (this.#rest + this.#decoder.decode(chunk, { stream: true }))
      .split('\n')
      .reverse();
    for (const line of lines.reverse()) this.#take(line);
    this.#rest = rest!;
    if (this.#rest.length <= longestLine) return;
    this.#rest = '';
    this.#isSkipping = true;
  }

  end(): void {
    this.#take(this.#rest + this.#decoder.decode());
    this.#rest = '';
  }

  #take(line: string): void {
    const wasSkipping = this.#isSkipping;
    this.#isSkipping = false;
    if (wasSkipping || line === '') return;
    let band: Band;
    try {
      band = decodeBand(line.replace(/\r$/, ''), 1);
    } catch {
      return;
    }
    this.#see(band);
  }
}

const longestLine = 65_536;
