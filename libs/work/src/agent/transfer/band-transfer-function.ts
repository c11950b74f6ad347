import type { PngChunk } from '@task-distributor/imaging';
import type { Rendering, TransferFunctionTest } from '@task-distributor/render';
import { measureTransferFunction, type TestedRenderer } from './measure-transfer-function.ts';
import { StoredTransferFunction } from './stored-transfer-function.ts';
import { transferTestFor } from './transfer-test-for.ts';
import type { TransferFunction } from './transfer-function.ts';

/** Finds out, beside the render of a band, how its image comes from its state file. Whatever fails, the renderer writes the image. */
export class BandTransferFunction {
  readonly #tested: TestedRenderer;
  #test: TransferFunctionTest | null = null;
  #known: TransferFunction | null = null;
  #stored: StoredTransferFunction | null = null;
  #hasBegun = false;
  #timer: NodeJS.Timeout | undefined;
  #measuring: Promise<void> = Promise.resolve();
  readonly #over = new AbortController();

  constructor(tested: TestedRenderer) {
    this.#tested = tested;
  }

  /** That of a run; null = it is not known, or not yet. */
  of(rendering: Rendering): TransferFunction | null {
    if (this.#known === null || !this.isKnownFor(rendering)) return null;
    const { head, table } = this.#known;
    return { table, head: { ...head, chunks: head.chunks.map((chunk) => this.#now(chunk)) } };
  }

  #now({ type, data }: PngChunk): PngChunk {
    if (type !== 'tEXt') return { type, data };
    return { type, data: Buffer.from(this.#test!.withPresentDate(data.toString('latin1')), 'latin1') };
  }

  isKnownFor(rendering: Rendering): boolean {
    return this.#known !== null && this.#test?.appliesTo(rendering) === true;
  }

  /** Call it when the renderer has begun its first block. */
  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    try {
      if (!this.#look()) return;
      const measure = (): void => void (this.#measuring = this.#measure());
      if (isLarge(this.#tested.request)) measure();
      else this.#timer = setTimeout(measure, untilLongMs).unref();
    } catch {
      // The program is gone, for example.
    }
  }

  /** Resolves when nothing is being measured. */
  settled(): Promise<void> {
    return this.#measuring;
  }

  /** The band has ended, in whatever way. */
  end(): void {
    clearTimeout(this.#timer);
    this.#over.abort(new Error('The band has ended'));
  }

  /** @returns whether there is something left to find out */
  #look(): boolean {
    const { request, surroundings } = this.#tested;
    this.#test = transferTestFor(request, surroundings);
    if (this.#test === null) return false;
    this.#stored = new StoredTransferFunction(this.#tested, this.#test);
    this.#known = this.#stored.read();
    return this.#known === null;
  }

  async #measure(): Promise<void> {
    try {
      const found = await measureTransferFunction(this.#tested, this.#test!, this.#over.signal);
      if (found === null) return;
      this.#known = found;
      this.#stored?.write(found);
    } catch {
      // A full disk, for example.
    }
  }
}

/** Whether a renderer takes longer to write the image than for a measurement. */
export function isLarge({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return width * height >= largePixels;
}

const largePixels = 1_500_000;
/** A band that takes longer than this is slowed down by less than a fiftieth. */
const untilLongMs = 3_000;
