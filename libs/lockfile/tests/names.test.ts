import { expect, test } from 'vitest';
import {
  hostPartName,
  isPartName,
  partName,
  partOfTemporaryName,
  rowsOfPartName,
  temporaryPartName,
} from '../src/names.ts';

test('names of parts sort in row order', () => {
  const names = [
    { first: 9, last: 10 },
    { first: 11, last: 99_999 },
    { first: 100_000, last: 999_999 },
  ].map(partName);
  expect(names).toEqual(['rows-000009-000010.png', 'rows-000011-099999.png', 'rows-100000-999999.png']);
  expect([...names].sort()).toEqual(names);
});

test.each([
  { first: 1, last: 1 },
  { first: 151, last: 300 },
  { first: 999_999, last: 1_000_000 },
  { first: 999_999_998, last: 999_999_999 },
])('the rows of a part can be read from its name and its path: $first to $last', (rows) => {
  expect(rowsOfPartName(partName(rows))).toEqual(rows);
  expect(rowsOfPartName(`/glusterfs/rows-000001-000002.png/${partName(rows)}`)).toEqual(rows);
});

test.each([
  'rows-1-300.png',
  'rows-000300-000151.png',
  'rows-000000-000151.png',
  'rows-0000001-0000300.png',
  'rows-000001-000300.png.bak',
  '.rows-000001-000300.png',
  'pi110.png',
  '',
])('%j does not name rows', (name) => {
  expect(rowsOfPartName(name)).toBeNull();
});

test('only its own job can tell the part of a temporary file', () => {
  for (const part of [
    partName({ first: 1, last: 15 }),
    hostPartName('pi-1.local'),
    hostPartName('fe80::1'),
  ]) {
    const name = temporaryPartName(part, 'job-1');
    expect(name).toMatch(/^\.part-.*-[0-9a-f]{12}$/);
    expect(isPartName(name)).toBe(false);
    expect(partOfTemporaryName(name, 'job-1')).toBe(part);
    expect(partOfTemporaryName(name, 'job-2')).toBeNull();
    expect(partOfTemporaryName(part, 'job-1')).toBeNull();
    expect(temporaryPartName(part, 'job-1')).not.toBe(name);
  }
  expect(partOfTemporaryName(temporaryPartName('pi1.png', null), 'job-1')).toBeNull();
});
