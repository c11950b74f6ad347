/** A value that is not a number. Nobody can tell which sample a renderer makes from it. */
export class NoNumber extends Error {}

/**
 * How a renderer turns linear values into samples of 8 bits: the more light, the larger the sample. Values are given by the bits of
 * their floats, which are ordered like the floats, as long as these are not negative.
 */
export class TransferTable {
  /** By sample: the bits of the least float that becomes this sample or a larger one. Entry 256 is 2^32 - 1, which no value reaches. */
  readonly thresholds: Uint32Array;
  /** The sample for the least of all floats that begin with these 16 bits. */
  readonly #least = new Uint8Array(2 ** 16);

  /** @param thresholds 257, in ascending order, from 0 to 2^32 - 1 */
  constructor(thresholds: Uint32Array) {
    this.thresholds = thresholds;
    for (let sample = 1; sample < samples; sample += 1) {
      this.#least.fill(sample, Math.ceil(thresholds[sample]! / 2 ** 16), firstNegative >>> 16);
    }
  }

  /**
   * Finds the thresholds in a picture that has floats on both sides of each.
   * @returns null = some samples do not come from floats next to each other, or are not in the order of their values
   */
  static measured(values: Uint32Array, picture: Uint8Array): TransferTable | null {
    const largest = new Float64Array(samples).fill(-1);
    const smallest = new Float64Array(samples).fill(Infinity);
    for (const [i, value] of values.entries()) {
      const sample = picture[i]!;
      if (value >= firstNegative) return null;
      largest[sample] = Math.max(largest[sample]!, value);
      smallest[sample] = Math.min(smallest[sample]!, value);
    }
    const thresholds = new Uint32Array(samples + 1);
    for (let sample = 1; sample < samples; sample += 1) {
      if (smallest[sample] !== largest[sample - 1]! + 1) return null;
      thresholds[sample] = smallest[sample]!;
    }
    thresholds[samples] = 2 ** 32 - 1;
    return new TransferTable(thresholds);
  }

  /** @param value the bits of a float @throws NoNumber */
  sampleOf(value: number): number {
    if (value >= firstNegative) {
      if (value > negativeInfinity) throw new NoNumber();
      return 0;
    }
    if (value > infinity) throw new NoNumber();
    let sample = this.#least[value >>> 16]!;
    while (value >= this.thresholds[sample + 1]!) sample += 1;
    return sample;
  }
}

const samples = 256;
const infinity = 0x7f800000;
const firstNegative = 0x80000000;
const negativeInfinity = 0xff800000;
