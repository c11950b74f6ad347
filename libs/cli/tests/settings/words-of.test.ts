import { expect, test } from 'vitest';
import { deriveSettings } from '../../src/settings/derive-settings.ts';
import type { ResolvedSettings } from '../../src/settings/resolve-settings.ts';
import type { SettingValue } from '../../src/settings/setting-types.ts';
import { wordsOf } from '../../src/settings/words-of.ts';

const required = { width: 8, height: 6, folder: 'job', scene: 'a.pov' };

function fromCommandLine(values: Record<string, SettingValue>): ResolvedSettings {
  const sources = Object.fromEntries(Object.keys(values).map((name) => [name, 'command line' as const]));
  return { values, sources };
}

const words = (values: Record<string, SettingValue>) =>
  wordsOf(
    'td-dispatch',
    deriveSettings('td-dispatch', fromCommandLine({ ...required, ...values }), {}),
  ).slice(8);

test('defaults are omitted', () => {
  expect(wordsOf('td-dispatch', deriveSettings('td-dispatch', fromCommandLine(required), {}))).toEqual(
    '-x 8 -y 6 --scene a.pov -p job'.split(' '),
  );
});

test.each([
  [{ retries: 2 }, ['--retries', '2']],
  [{ compat: false }, ['--no-compat']],
  [{ compat: true, reassign: true }, ['--compat', '--reassign']],
  [{ force: 2 }, ['-ff']],
  [{ force: 0, timeout: null }, []],
  [{ timeout: 1e-7 }, ['--timeout', '1e-7']],
  [{ worker: 'sh a.sh' }, ['--worker', 'sh a.sh']],
  [{ worker: '-a b' }, ['--worker=-a b']],
  [{ worker: '-' }, ['--worker', '-']],
  [{ send: ['a b', '-c', '-'] }, ['--send', 'a b', '--send=-c', '--send', '-']],
  [{ send: [], sendLimit: 2 ** 31 }, ['--send-limit', '2048']],
  [{ sendLimit: 3 * 2 ** 9 * 2 }, ['--send-limit', '3K']],
])('%j is %j', (values, expected) => {
  expect(words(values)).toEqual(expected);
});

test('a value that begins with a dash is attached to its short option', () => {
  const { values, sources } = deriveSettings(
    'td-dispatch',
    fromCommandLine({ ...required, folder: '-f' }),
    {},
  );
  expect(wordsOf('td-dispatch', { values, sources })).toContain('-p-f');
});

test('values from the environment are written out, even if they equal the default', () => {
  const resolved = { values: { ...required, via: 'auto' }, sources: { via: 'environment' as const } };
  expect(wordsOf('td-dispatch', deriveSettings('td-dispatch', resolved, {}))).toContain('--via');
});

test('implied values override given ones', () => {
  const derived = deriveSettings(
    'td-compose',
    fromCommandLine({ output: 'a.png', folder: 'job', clean: false }),
    {
      output: 'b.png',
      folder: null,
    },
  );
  expect(derived.values).toEqual({
    output: 'b.png',
    folder: null,
    clean: false,
    height: null,
    json: false,
    verify: false,
    config: true,
    showConfig: false,
  });
  expect(wordsOf('td-compose', derived)).toEqual(['--no-clean', '-o', 'b.png']);
});
