import { formatRows, parseRows, type Rows } from '@task-distributor/band';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAgain, isWithin, piecesOf, withinAny } from '../../src/job/finished-pieces.ts';

const rows = (text: string): Rows => parseRows(text)!;
const pieces = (band: string, ...parts: string[]): string[] =>
  piecesOf(rows(band), parts.map(rows)).map(
    (piece) => `${formatRows(piece.rows)}${piece.isFinished ? ' finished' : ''}`,
  );

test.each([
  ['1-300', [], ['1-300']],
  ['1-300', ['1-300', '1-192'], ['1-300 finished']],
  ['1-300', ['1-192'], ['1-192 finished', '193-300']],
  ['1-300', ['193-300'], ['1-192', '193-300 finished']],
  ['1-300', ['50-60', '193-250'], ['1-49', '50-60 finished', '61-192', '193-250 finished', '251-300']],
  ['151-300', ['1-192', '193-320'], ['151-300']],
  // Together, the outer ones have more rows.
  ['1-300', ['1-128', '100-220', '193-300'], ['1-128 finished', '129-192', '193-300 finished']],
])('of %s, with the parts %j, there is %j', (band, parts, expected) => {
  expect(pieces(band, ...parts)).toEqual(expected);
});

test('pieces without a part are cut where bands were cut short before, and no others', () => {
  const cut = cutAgain(piecesOf(rows('1-300'), [rows('97-192')]), [257, 65, 129, 193, 1, 301]);
  expect(cut.map((piece) => `${formatRows(piece.rows)}${piece.isFinished ? ' finished' : ''}`)).toEqual([
    '1-64',
    '65-96',
    '97-192 finished',
    '193-256',
    '257-300',
  ]);
});

const row = fc.integer({ min: 1, max: 30 });
const anyRows = fc
  .tuple(row, row)
  .map((pair): Rows => ({ first: Math.min(...pair), last: Math.max(...pair) }));

test('pieces cover the band once, and those that are finished are parts', () => {
  fc.assert(
    fc.property(fc.array(anyRows), anyRows, (parts, band) => {
      const found = piecesOf(band, parts);
      let next = band.first;
      for (const piece of found) {
        expect(piece.rows.first).toBe(next);
        expect(piece.rows.last).toBeGreaterThanOrEqual(next);
        if (piece.isFinished) expect(parts).toContainEqual(piece.rows);
        next = piece.rows.last + 1;
      }
      expect(next).toBe(band.last + 1);
    }),
  );
});

test('rows are within any of the bands if they are within one', () => {
  fc.assert(
    fc.property(fc.array(anyRows), anyRows, (bands, inner) => {
      expect(withinAny(bands)(inner)).toBe(bands.some((band) => isWithin(inner, band)));
    }),
  );
});
