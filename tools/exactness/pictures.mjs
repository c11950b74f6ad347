import { execa } from 'execa';

/**
 * Pixels that differ, and the largest difference of a sample, in steps of 1/255.
 * @typedef {{ pixels: number, largest: number }} Difference
 */

/** @returns {Difference} */
export function compareSamples(one, other) {
  if (one.length !== other.length) throw new Error('The pictures differ in size or format');
  const difference = { pixels: 0, largest: 0 };
  for (let i = 0; i < one.length; i += channels) {
    let largest = 0;
    for (let j = i; j < i + channels; j += 1) largest = Math.max(largest, Math.abs(one[j] - other[j]));
    if (largest > 0) difference.pixels += 1;
    difference.largest = Math.max(difference.largest, largest);
  }
  return difference;
}

/** The samples of a PNG, as libpng reads them: red, green, blue, 8 bit each. */
export async function samplesOf(path) {
  const options = { encoding: 'buffer', stripFinalNewline: false };
  const { stdout } = await execa('pngtopam', [path], options);
  return Buffer.from(stdout).subarray(-width * height * channels);
}

export const width = 160;
export const height = 121;
const channels = 3;
