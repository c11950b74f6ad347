import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLockfileLine, parseLockfileLine } from '../src/lockfile-line.ts';

test('a line without rows is exactly what the original writes', () => {
  const date = new Date(2026, 0, 2, 3, 4, 5);
  const shell = execFileSync('date', [`--date=@${date.getTime() / 1000}`, '+pi110 %Y_%m_%d_%H:%M:%S']);
  expect(formatLockfileLine('pi110', date)).toBe(shell.toString());
  expect(formatLockfileLine('pi110', date)).toBe('pi110 2026_01_02_03:04:05\n');
});

test('a line with rows has them as its third field, and can be read back', () => {
  const rows = fc
    .tuple(fc.integer({ min: 1, max: 99_999 }), fc.nat(99_999))
    .map(([first, more]) => ({ first, last: first + more }));
  fc.assert(
    fc.property(
      fc.option(rows),
      fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
      (r, date) => {
        const line = formatLockfileLine('pi110', date, r ?? undefined);
        expect(parseLockfileLine(line)).toMatchObject({ host: 'pi110', rows: r, text: line.trimEnd() });
      },
    ),
  );
  expect(formatLockfileLine('a', new Date(2026, 10, 22, 9, 7, 33), { first: 151, last: 300 })).toBe(
    'a 2026_11_22_09:07:33 151-300\n',
  );
});

test('a truncated line is not read as another line', () => {
  const whole = 'pi110 2026_11_22_09:07:33 151-300';
  for (let length = 0; length < whole.length; length += 1) {
    const line = parseLockfileLine(whole.slice(0, length));
    // Broken off right after the date it is a whole line of the original's, and broken off in the last number it
    // names other rows: no reader can tell, so a line counts only with its newline.
    if (line === null) continue;
    expect(line.host).toBe('pi110');
    expect(whole.slice(0, length)).toMatch(/:33 ?$|151-300?$/);
  }
  expect(parseLockfileLine('pi110 2026_11_22_09:07:33 151-3')).toBeNull();
});

test.each([
  ['a path instead of a host', '../../etc/passwd 2026_11_22_09:07:33'],
  ['a host alone', 'pi110'],
  ['nothing', ''],
  ['an option instead of a host', '-rf 2026_11_22_09:07:33'],
  ['terminal escapes', 'pi110 2026_11_22_09:07:33 \x1b[2J'],
  ['more than any line has', `pi110 ${'x'.repeat(5000)}`],
  ['rows the wrong way round', 'pi110 2026_11_22_09:07:33 300-151'],
])('%s is no line', (_, line) => {
  expect(parseLockfileLine(line)).toBeNull();
});

test('CRLF and dates in other formats are accepted', () => {
  expect(parseLockfileLine('pi110 2026_11_22_09:07:33\r\n')).toMatchObject({
    host: 'pi110',
    text: 'pi110 2026_11_22_09:07:33',
  });
  expect(parseLockfileLine('pi110 Sun Nov 22 09:07:33 CET 2026')).toMatchObject({
    host: 'pi110',
    rows: null,
  });
});
