import { expect, test } from 'vitest';
import { workingGamma } from '../../../src/povray/transfer/working-gamma.ts';

const gammaIn = (text: string) => workingGamma(Buffer.from(text));

test.each([
  ['global_settings { assumed_gamma 1.0 }', '1.0'],
  ['global_settings{assumed_gamma 1}', '1'],
  ['global_settings { assumed_gamma 2.2 max_trace_level 5 }', '2.2'],
  ['global_settings {\n  assumed_gamma .5 // as ever\n  /* assumed_gamma 1 */ charset utf8 }', '.5'],
  ['// assumed_gamma 2.2 }\nglobal_settings { assumed_gamma 1.0 }', '1.0'],
  ['#if (0) sphere { 0, 1 } #else box { 0, 1 } #end global_settings { assumed_gamma 1.0 }', '1.0'],
])('%s', (text, gamma) => {
  expect(gammaIn(text)).toBe(gamma);
});

test.each([
  ['there is none', 'global_settings { max_trace_level 5 }'],
  ['it is computed', 'global_settings { assumed_gamma Gamma }'],
  ['it is an expression', 'global_settings { assumed_gamma 1.0 * 2.2 }'],
  ['it is an expression without spaces', 'global_settings { assumed_gamma 1+1.2 }'],
  ['it goes on behind a comment', 'global_settings { assumed_gamma 1.0 /* and */ + 1.2 }'],
  ['it goes on in a macro', '#macro Twice() * 2 #end global_settings { assumed_gamma 1.0 Twice() }'],
  ['it goes on in a condition', 'global_settings { assumed_gamma 1.0 #if (1) * 2.2 #end }'],
  ['it is that of sRGB', 'global_settings { assumed_gamma srgb }'],
  ['it is negative', 'global_settings { assumed_gamma -1 }'],
  ['it is in a comment', '// assumed_gamma 1.0 }\n/* assumed_gamma 1.0 } */'],
  ['it is in a string', '#debug "global_settings { assumed_gamma 1.0 }"'],
  ['it depends on a condition', '#if (0) global_settings { assumed_gamma 1.0 } #end'],
  ['it depends on another branch', '#ifdef (A) #include A #else global_settings { assumed_gamma 1.0 } #end'],
  ['it is in a macro', '#macro Set() global_settings { assumed_gamma 1.0 } #end'],
])('is not known if %s', (_, text) => {
  expect(gammaIn(text)).toBe(null);
});
