import { expect } from 'vitest';
import { cropPng, type CropOptions } from '../src/index.ts';
import { collector, inPieces } from './collect.ts';

/** Crops a PNG that arrives in pieces of this number of bytes. */
export async function crop(png: Buffer, options: CropOptions, pieces?: number): Promise<Buffer> {
  const sink = collector();
  const { bytes } = await cropPng(inPieces(png, pieces), sink, options);
  expect(bytes).toBe(sink.bytes().length);
  return sink.bytes();
}
