import { expect, test, vi } from 'vitest';
import { rendererFor } from '../../src/index.ts';

// A machine without POV-Ray has no such file; this one has.
vi.mock(import('../../src/povray/options/default-ini-file.ts'), async (original) => ({
  ...(await original()),
  defaultIniFile: () => null,
}));

test('uses the default file of options of the other host where this machine has none', () => {
  expect(filesFor(null)).toEqual([{}, ['td-options.ini']]);
  expect(filesFor('/etc/its own.ini')).toEqual([
    { POVINI: 'td-povray.ini' },
    ['td-povray.ini', 'td-options.ini'],
  ]);
  expect(commandFor('/etc/its own.ini').contents.files['td-povray.ini']).toBe(
    'Library_Path="/h/work"\nInclude_Ini="/etc/its own.ini"\n',
  );
});

function filesFor(defaultOptions: string | null): unknown[] {
  const { env, contents } = commandFor(defaultOptions);
  return [env, Object.keys(contents.files)];
}

function commandFor(defaultOptions: string | null) {
  const elsewhere = { pathOnHost: (path: string) => `/h${path}`, defaultOptions };
  const run = { given: null, threads: null, imageMegabytes: null, env: {}, elsewhere };
  const image = { width: 80, height: 60, rows: { first: 1, last: 30 }, format: '+FN' };
  const request = { ...image, program: 'povray', scene: 'a.pov', options: ['+A'], run };
  return rendererFor('a.pov').render(request, { folder: '/work', env: {} }).command;
}
