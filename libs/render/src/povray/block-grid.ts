import type { EffectiveOptions } from './options/effective-options.ts';

/** The grid that a rendered region must lie on, and POV-Ray's blocks, both in rows. */
export interface BlockGrid {
  /** 1 = any region gives the same pixels. */
  readonly grid: number;
  readonly block: number;
}

/**
 * With anti-aliasing of method 1, a pixel depends on its neighbours in the same block, so the region must lie on the grid of
 * blocks. If an INI file could not be read, anti-aliasing is assumed to be on.
 */
export function blockGrid(options: EffectiveOptions): BlockGrid {
  const block = Math.max(smallestBlock, options.integer('Render_Block_Size', 32));
  const mayAntialias = options.isOn('Antialias') || options.isIncomplete;
  const isMethod1 = options.integer('Sampling_Method', 1) !== 2;
  return { grid: mayAntialias && isMethod1 ? block : 1, block };
}

/** POV-Ray refuses smaller ones. */
export const smallestBlock = 4;
