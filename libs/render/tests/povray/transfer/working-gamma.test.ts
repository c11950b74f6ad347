import { expect, test } from 'vitest';
import { workingGamma } from '../../../src/povray/transfer/working-gamma.ts';

const gammaIn = (...texts: string[]) => workingGamma(texts.map((text) => Buffer.from(text)));

test.each([
  ['global_settings { assumed_gamma 1.0 }', '1.0'],
  ['global_settings{assumed_gamma 1}', '1'],
  ['global_settings { assumed_gamma 2.2 max_trace_level 5 }', '2.2'],
  ['global_settings {\n  assumed_gamma .5\n  #if (0) charset utf8 #end }', '.5'],
])('%s', (text, gamma) => {
  expect(gammaIn(text)).toBe(gamma);
});

test.each([
  ['there is none', 'global_settings { max_trace_level 5 }'],
  ['it is computed', 'global_settings { assumed_gamma Gamma }'],
  ['it is an expression', 'global_settings { assumed_gamma 1.0 * 2.2 }'],
  ['it is an expression without spaces', 'global_settings { assumed_gamma 1+1.2 }'],
  ['it is that of sRGB', 'global_settings { assumed_gamma srgb }'],
  ['it is negative', 'global_settings { assumed_gamma -1 }'],
  ['it is in a comment alone', '// assumed_gamma 1.0 }\n/* assumed_gamma 1.0 } */'],
  ['another one is in a comment', 'global_settings { assumed_gamma 1.0 }\n// assumed_gamma 2.2 }'],
  ['there are two', 'global_settings { assumed_gamma 1.0 }\nglobal_settings { assumed_gamma 2.2 }'],
  ['the number goes on behind a comment', 'global_settings { assumed_gamma 1.0 /* and */ + 1.2 }'],
])('is not known if %s', (_, text) => {
  expect(gammaIn(text)).toBe(null);
});

test('includes count, too', () => {
  const scene = 'global_settings { assumed_gamma 1.0 }';
  expect(gammaIn(scene, 'sphere { 0, 1 }')).toBe('1.0');
  expect(gammaIn(scene, 'global_settings { assumed_gamma 2.2 }')).toBe(null);
  expect(gammaIn('sphere { 0, 1 }', scene)).toBe('1.0');
});
