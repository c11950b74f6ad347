import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatTally } from '../src/format-tally.ts';
import type { RasterFormat } from '../src/raster-format.ts';

const palette = (value: number) => Buffer.from([value, 0, 0]);
const known: RasterFormat[] = [
  { colourType: 0, depth: 1, palette: null, transparency: null },
  { colourType: 0, depth: 16, palette: null, transparency: null },
  { colourType: 0, depth: 8, palette: null, transparency: Buffer.from([0, 7]) },
  { colourType: 2, depth: 8, palette: null, transparency: null },
  { colourType: 3, depth: 2, palette: palette(1), transparency: null },
  { colourType: 3, depth: 2, palette: palette(2), transparency: null },
  { colourType: 4, depth: 8, palette: null, transparency: null },
  { colourType: 6, depth: 16, palette: null, transparency: null },
];

function formatOf(formats: readonly RasterFormat[]): RasterFormat {
  const tally = new FormatTally();
  for (const format of formats) tally.add(format);
  return tally.format;
}

describe('FormatTally', () => {
  it('keeps the format that all have', () => {
    for (const format of known) expect(formatOf([format, { ...format }, format])).toEqual(format);
  });

  it.each([
    [[0, 1], { colourType: 0, depth: 16 }],
    [[0, 2], { colourType: 4, depth: 8 }],
    [[0, 3], { colourType: 2, depth: 8 }],
    [[4, 5], { colourType: 2, depth: 8 }],
    [[4, 6], { colourType: 6, depth: 8 }],
    [[1, 3, 6], { colourType: 6, depth: 16 }],
  ])('finds the smallest format that holds formats %j', (indices, expected) => {
    const formats = indices.map((i) => known[i]!);
    expect(formatOf(formats)).toEqual({ ...expected, palette: null, transparency: null });
  });

  it('forgets the formats that are removed', () => {
    const some = fc.array(fc.constantFrom(...known), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...known), some, some, (first, kept, removed) => {
        const tally = new FormatTally();
        for (const format of [first, ...removed, ...kept]) tally.add(format);
        for (const format of removed) tally.remove(format);
        expect(tally.format).toEqual(formatOf([first, ...kept]));
      }),
    );
  });
});
