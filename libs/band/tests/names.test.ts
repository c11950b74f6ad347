import { expect, test } from 'vitest';
import { errorMessage, escapeControls, isHostName, parseRows } from '../src/index.ts';

test('reads only valid rows', () => {
  expect(parseRows('151-300')).toEqual({ first: 151, last: 300 });
  for (const text of ['', '0-1', '2-1', '1-', '1-2-3', '-1-2', '1.5-2', ' 1-2'])
    expect(parseRows(text)).toBeNull();
});

test('a host name cannot lead out of the folder', () => {
  for (const name of ['pi110', 'pi-1.example.org', '10.77.0.10', 'fe80::1'])
    expect(isHostName(name)).toBe(true);
  for (const name of ['', '.', '..', '../../etc/passwd', 'a/b', '-x', 'a b', 'a\u001b[2J'])
    expect(isHostName(name)).toBe(false);
});

test('shows control characters instead of sending them', () => {
  expect(escapeControls('a\u001b[31mb\u202e')).toBe('a\\x1b[31mb\\u202e');
});

test('describes a system error in words', () => {
  expect(errorMessage(Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' }))).toBe(
    'No space left on device',
  );
});
