import { colourMeaning, srgb } from '../colour-meaning.ts';
import type { PngChunk } from '../png-chunk.ts';

/** Linear light from 0 to 1 for each value of a sample of this depth, by what the image's metadata says. */
export function lightOfSamples(depth: number, chunks: readonly PngChunk[]): Float32Array {
  const { gamma } = colourMeaning(chunks);
  const isSrgb = gamma === null || Math.abs(gamma / srgb.gamma! - 1) < 0.05;
  const most = 2 ** depth - 1;
  return Float32Array.from({ length: most + 1 }, (_, sample) =>
    isSrgb ? lightOfSrgb(sample / most) : (sample / most) ** (100_000 / gamma),
  );
}

/** The sRGB sample of 8 bits for linear light from 0 to 1. */
export function sampleOfLight(light: number): number {
  return samples[Math.min(steps, Math.max(0, Math.round(light * steps)))]!;
}

/** IEC 61966-2-1. */
function lightOfSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function srgbOfLight(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** So many that each sample of 8 bits is found again. */
const steps = 16_384;
const samples = Uint8Array.from({ length: steps + 1 }, (_, step) =>
  Math.round(255 * srgbOfLight(step / steps)),
);
