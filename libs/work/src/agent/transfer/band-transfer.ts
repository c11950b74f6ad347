import type { PngChunk } from '@task-distributor/imaging';
import type { Rendering, TransferTest } from '@task-distributor/render';
import { measureTransfer, type TestedRenderer } from './measure-transfer.ts';
import { StoredTransfer } from './stored-transfer.ts';
import type { Transfer } from './transfer.ts';

/** Finds out, beside the render of a band, how its image comes from its state file. Whatever fails, the renderer writes the image. */
export class BandTransfer {
  readonly #tested: TestedRenderer;
  #test: TransferTest | null = null;
  #known: Transfer | null = null;
  #hasBegun = false;

  constructor(tested: TestedRenderer) {
    this.#tested = tested;
  }

  /** That of a run; null = it is not known, or not yet. */
  of(rendering: Rendering): Transfer | null {
    if (this.#known === null || !this.isKnownFor(rendering)) return null;
    const { head, table } = this.#known;
    return { table, head: { ...head, chunks: head.chunks.map((chunk) => this.#now(chunk)) } };
  }

  #now({ type, data }: PngChunk): PngChunk {
    if (type !== 'tEXt') return { type, data };
    return { type, data: Buffer.from(this.#test!.textNow(data.toString('latin1')), 'latin1') };
  }

  isKnownFor(rendering: Rendering): boolean {
    return this.#known !== null && this.#test?.fits(rendering) === true;
  }

  /** Call it when the renderer has begun its first block. */
  begin(signal: AbortSignal): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { states, request, surroundings } = this.#tested;
    const isLarge = request.width * request.height >= largePixels;
    const test = states.transferTest(request, surroundings);
    this.#test = test;
    if (test === null) return;
    const stored = new StoredTransfer(this.#tested, test);
    this.#known = stored.read();
    if (this.#known !== null) return;
    const measure = () => void this.#measure(test, stored, signal);
    setTimeout(measure, isLarge ? 0 : untilLongMs).unref();
  }

  async #measure(test: TransferTest, stored: StoredTransfer, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      const found = await measureTransfer(this.#tested, test, signal);
      if (found === null) return;
      this.#known = found;
      stored.write(found);
    } catch {
      // A full disk, for example.
    }
  }
}

/** Writing such an image takes a renderer about as long as a launch. */
const largePixels = 500_000;
/** A band that takes longer than this is slowed down by less than a fiftieth. */
const untilLongMs = 3_000;
