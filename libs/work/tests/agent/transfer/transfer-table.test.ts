import { expect, test } from 'vitest';
import { NoNumber, TransferTable } from '../../../src/agent/transfer/transfer-table.ts';

/** The least float of each sample, of a renderer whose samples are linear. */
const least = (sample: number) => bitsOf((sample - 0.5) / 255);

function bitsOf(value: number): number {
  return new Uint32Array(new Float32Array([value]).buffer)[0]!;
}

function measured(change: (samples: Uint8Array) => void = () => undefined): TransferTable | null {
  const values: number[] = [];
  const samples: number[] = [];
  for (let sample = 1; sample < 256; sample += 1) {
    for (const step of [-2, -1, 0, 1]) {
      values.push(least(sample) + step);
      samples.push(step < 0 ? sample - 1 : sample);
    }
  }
  const picture = Uint8Array.from(samples);
  change(picture);
  return TransferTable.measured(Uint32Array.from(values), picture);
}

test('finds the sample of every value', () => {
  const table = measured()!;
  for (let sample = 1; sample < 256; sample += 1) {
    expect(table.sampleOf(least(sample) - 1)).toBe(sample - 1);
    expect(table.sampleOf(least(sample))).toBe(sample);
  }
  const samplesOf = (...values: number[]) => values.map((value) => table.sampleOf(bitsOf(value)));
  expect(samplesOf(0, -0, -1, -Infinity, 1e-30)).toEqual([0, 0, 0, 0, 0]);
  expect(samplesOf(0.5, 1, 1.5, 1e30, Infinity)).toEqual([128, 255, 255, 255, 255]);
});

test('knows no sample of what is not a number', () => {
  for (const bits of [0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001])
    expect(() => measured()!.sampleOf(bits)).toThrow(NoNumber);
});

test.each([
  ['a sample is missing', (samples: Uint8Array) => samples.fill(7, 4 * 7, 4 * 9)],
  ['a larger value has a smaller sample', (samples: Uint8Array) => (samples[401] = 3)],
  ['the picture shows something else', (samples: Uint8Array) => samples.fill(0)],
])('is not known if %s', (_, change) => {
  expect(measured((samples) => void change(samples))).toBe(null);
});
