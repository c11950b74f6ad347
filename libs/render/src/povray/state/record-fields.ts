/** What a record of a state file says about its block, attribute by attribute. */
export class RecordFields {
  readonly #values = new Map<string, number>();
  /** Number of samples; null = none seen. */
  samples: number | null = null;
  #isPixelBlock = false;

  /** @param value an attribute of four bytes */
  set(key: string, type: string, value: Buffer): void {
    if (type === 'INT4') this.#values.set(key, value.readInt32BE(0));
    else if (key === 'MIDE') this.#isPixelBlock = value.toString('latin1') === 'PxBS';
  }

  /** null = it is not a whole block of final pixels. */
  get block(): { id: number; left: number; top: number; right: number; bottom: number } | null {
    const [id, left, top, right, bottom] = ['PiId', 'Left', 'Top ', 'Righ', 'Bott'].map(
      (key) => this.#values.get(key) ?? -1,
    ) as [number, number, number, number, number];
    const isRectangle = left >= 0 && top >= 0 && right >= left && bottom >= top;
    const pixels = (right - left + 1) * (bottom - top + 1);
    const isFinal = this.#values.get('PiSi') === 1 && this.#isPixelBlock;
    return id >= 0 && isRectangle && isFinal && this.samples === pixels * samplesPerPixel
      ? { id, left, top, right, bottom }
      : null;
  }
}

/** Red, green, blue, filter, transmit. */
const samplesPerPixel = 5;
