import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePlan, encodePlan } from '../src/index.ts';

test('a plan of any bands is read as it was written', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(sizes, fc.boolean(), (all, isNamed) => {
      let last = 0;
      const bands = all.map((size, i) => {
        const first = last + 1;
        last += size;
        return { first, last, host: isNamed ? `pi${i}` : null };
      });
      expect(decodePlan(encodePlan('cost', bands)!, last)).toEqual(bands);
    }),
  );
});

test('ten thousand even bands stay small', () => {
  const bands = Array.from({ length: 10_000 }, (_, i) => ({ first: 2 * i + 1, last: 2 * i + 2, host: null }));
  expect(encodePlan('even', bands)).toEqual({ cut: 'even', rows: '2x10000', hosts: '' });
});

test('a job that is expected to be over soon is marked', () => {
  const bands = [{ first: 1, last: 9, host: null }];
  expect(encodePlan('even', bands, true)).toEqual({ cut: 'even', rows: '9', hosts: '', quick: true });
});

test('a plan that is too long for a job file is not kept', () => {
  let last = 0;
  const bands = Array.from({ length: 20_000 }, (_, i) => {
    const first = last + 1;
    last += (i % 7) + 1;
    return { first, last, host: null };
  });
  expect(encodePlan('cost', bands)).toBe(null);
});

test.each(['', '10', '10x2', '9x2 0', '10x', 'x', '1e1 10', '20 1', '999999999x999999999'])(
  'the rows %j are no plan of an image of 19 rows',
  (rows) => {
    expect(decodePlan({ cut: 'even', rows, hosts: '' }, 19)).toBe(null);
  },
);
