import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Band,
  bandStates,
  decodeBand,
  encodeBand,
  encodeBandJson,
  hasControls,
  InputError,
  splitBand,
  splitOf,
  TdError,
} from '../src/index.ts';

const row = fc.integer({ min: 1, max: 999_999_999 });
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((value) => !hasControls(value) && value !== '-');
const host = fc.stringMatching(/^[a-z0-9][a-z0-9.@:-]{0,20}$/);
const anyBand: fc.Arbitrary<Band> = fc
  .record({
    rows: fc.option(fc.tuple(row, row), { nil: null }),
    host: fc.option(host, { nil: null }),
    state: fc.constantFrom(...bandStates),
    info: fc.option(text, { nil: null }),
  })
  .filter(
    ({ rows, host, state, info }) => (rows !== null || host !== null) && (state !== 'done' || info !== null),
  )
  .filter(({ rows, state }) => state !== 'split' || (rows !== null && rows[0] !== rows[1]))
  .map(({ rows, ...rest }) => ({
    first: rows && Math.min(...rows),
    last: rows && Math.max(...rows),
    ...rest,
  }))
  .map((band) =>
    band.state === 'split' ? splitBand(band, Math.floor((band.first! + band.last!) / 2)) : band,
  );

test('decodes what it has encoded, in both formats', () => {
  fc.assert(
    fc.property(anyBand, (band) => {
      expect(decodeBand(encodeBand(band).slice(0, -1), 1)).toEqual(band);
      expect(decodeBand(encodeBandJson(band).slice(0, -1), 1)).toEqual(band);
    }),
  );
});

test.each(['boom [E_TIMEOUT]', 'boom [E_FAILED]', '[E_TIMEOUT]', 'a [E_X] [E_TIMEOUT]'])(
  'the text of a reason is never taken for a code: %j',
  (info) => {
    const band: Band = { first: 1, last: 2, host: 'pi1', state: 'failed', info };
    for (const line of [encodeBand(band), encodeBandJson(band)]) {
      const decoded = decodeBand(line.trimEnd(), 1);
      expect(decoded.info).toBe(info);
      expect(decoded.code).not.toBe('E_TIMEOUT');
    }
    expect(decodeBand(encodeBand({ ...band, code: 'E_TIMEOUT' }).trimEnd(), 1)).toEqual({
      ...band,
      code: 'E_TIMEOUT',
    });
  },
);

test('a split says which rows are kept, and which are the rest', () => {
  const band = decodeBand('1\t300\tpi110\tsplit\t1-192', 1);
  expect(splitOf(band)).toEqual({ kept: { first: 1, last: 192 }, rest: { first: 193, last: 300 } });
  expect(splitBand({ ...band, state: 'started', info: null }, 192)).toEqual(band);
  expect(() => splitOf({ ...band, state: 'started' })).toThrow('Expected a band that was split');
});

test('a line always has five columns', () => {
  fc.assert(
    fc.property(anyBand, (band) => {
      expect(encodeBand(band)).toMatch(/^[^\t\n]+(\t[^\t\n]+){4}\n$/);
    }),
  );
});

test('writes - for none', () => {
  expect(encodeBand({ first: 1, last: 150, host: null, state: '-', info: null })).toBe('1\t150\t-\t-\t-\n');
  expect(encodeBandJson({ first: 1, last: 150, host: null, state: '-', info: null })).toBe(
    '{"first":1,"last":150,"host":null,"state":null,"info":null}\n',
  );
});

test('a newline in a reason becomes a space, and in a path is refused', () => {
  const band = { first: 1, last: 2, host: 'pi110' } as const;
  expect(encodeBand({ ...band, state: 'failed', info: 'no\troom\nleft' })).toBe(
    '1\t2\tpi110\tfailed\tno room left\n',
  );
  expect(() => encodeBand({ ...band, state: 'done', info: '/tmp/a\nb.png' })).toThrow(TdError);
});

test.each([
  [
    '1\t2\tpi110\tstarted',
    'line 7: Expected 5 columns (first, last, host, state, info), got 4; column 5 (info) is missing',
  ],
  ['1 2 pi110 started -', 'separated by tabs'],
  ['x\t2\t-\t-\t-', 'line 7, column 1 (first): Expected a row number from 1 on, or -, got "x"'],
  ['0\t2\t-\t-\t-', 'line 7, column 1 (first)'],
  ['3\t2\t-\t-\t-', 'line 7, column 2 (last): Expected a row not before 3, got "2"'],
  ['1\t-\t-\t-\t-', 'line 7, column 2 (last)'],
  ['1\t2\ta b\t-\t-', 'line 7, column 3 (host)'],
  [
    '1\t2\t-\tgone\t-',
    'line 7, column 4 (state): Expected one of - started running split ended done failed, got "gone"',
  ],
  ['1\t2\t-\tdone\t-', 'line 7, column 5 (info)'],
  ['1\t2\t-\tdone\ta\u001b[2Jb', 'line 7, column 5 (info): Expected no control characters, got "a\\x1b[2Jb"'],
  [
    '1\t300\tpi1\tsplit\t-',
    'line 7, column 5 (info): Expected the band\'s rows without the last ones, got "-"',
  ],
  ['1\t300\tpi1\tsplit\t1-300', 'line 7, column 5 (info)'],
  ['1\t300\tpi1\tsplit\t2-192', 'line 7, column 5 (info)'],
  ['1\t300\tpi1\tsplit\t192', 'line 7, column 5 (info)'],
  ['-\t-\tpi1\tsplit\t1-192', 'line 7, column 5 (info)'],
  ['{"first":1,"last":2}', 'line 7, column 3 (host): Expected a value or null, got none'],
  ['{"first":', 'line 7: Expected a JSON object'],
  ['{"first":1,"last":2,"host":[],"state":null,"info":null}', 'line 7, column 3 (host)'],
])('reports line and column of an error: %j', (line, message) => {
  expect(() => decodeBand(line, 7)).toThrow(InputError);
  expect(() => decodeBand(line, 7)).toThrow(message);
});
