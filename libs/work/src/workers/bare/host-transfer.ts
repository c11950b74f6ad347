import type { Rendering } from '@task-distributor/render';
import { isLarge } from '../../agent/transfer/band-transfer-function.ts';
import type { TransferFunction } from '../../agent/transfer/transfer-function.ts';
import type { BarePlace } from './bare-place.ts';
import type { TransferHere } from './transfer-here.ts';

/** How the image of a band comes from the state file of its host. */
export class HostTransfer {
  readonly #here: TransferHere;
  readonly #place: BarePlace;
  /** null = not known yet */
  #isLike: boolean | null = null;

  constructor(here: TransferHere, place: BarePlace) {
    this.#here = here;
    this.#place = place;
  }

  /** Call it when the renderer has begun its first block. */
  begin(): void {
    this.#here.begin();
    if (this.isLarge) this.prepare();
  }

  /** Whether the renderer would take long to write the image, and its states, all together, are worth their way to this machine. */
  get isLarge(): boolean {
    const request = this.#place.request();
    return isLarge(request) && request.width * request.height <= mostPixels;
  }

  /** Call it when it is about to be needed: the host is then asked. */
  prepare(): void {
    void this.#ask();
  }

  /** Whether it is known, as far as can be told without asking the host. */
  isExpectedFor(rendering: Rendering): boolean {
    return this.#isLike !== false && this.#here.isKnownFor(rendering);
  }

  /** null = only the renderer makes the image */
  async of(rendering: Rendering): Promise<TransferFunction | null> {
    return this.isExpectedFor(rendering) && (await this.#ask()) ? this.#here.of(rendering) : null;
  }

  async #ask(): Promise<boolean> {
    return (this.#isLike = await this.#here.isLike(this.#place));
  }
}

const mostPixels = 10_000_000;
