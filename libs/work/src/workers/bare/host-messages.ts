import { StringDecoder } from 'node:string_decoder';
import { scriptPrefix } from './render-script.ts';

/** Takes the stderr of a render script apart: its own lines, and the renderer's messages. */
export class HostMessages {
  readonly #onLine: (line: string) => void;
  readonly #onMessage: (text: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** @param onLine gets a line of the script, without its prefix @param onMessage gets whole lines of the renderer, with their ends */
  constructor(onLine: (line: string) => void, onMessage: (text: string) => void) {
    this.#onLine = onLine;
    this.#onMessage = onMessage;
  }

  write(chunk: Uint8Array): void {
    this.#rest += this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    // Progress lines end with CR.
    const lines = this.#rest.split(/(?<=[\r\n])/);
    const last = lines.at(-1) ?? '';
    this.#rest = /[\r\n]$/.test(last) ? '' : (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) this.#take(line);
  }

  end(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  #take(line: string): void {
    if (line.startsWith(scriptPrefix)) this.#onLine(line.slice(scriptPrefix.length).trim());
    else this.#onMessage(line);
  }
}

const longestLine = 65_536;
