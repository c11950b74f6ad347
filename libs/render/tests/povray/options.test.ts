import { expect, test } from 'vitest';
import { checkPovrayOptions, mayAntialias } from '../../src/povray/options.ts';

test.each([
  '+W100',
  '-H5',
  '+SR1',
  '+ER9',
  '+EC3',
  '+Iother.pov',
  '+O/tmp/x',
  '-O',
  '+C',
  '+FT',
  '-F',
  '+KFF10',
  '-GA',
  'Width=100',
  'end_row = 4',
  'Output_to_File=false',
  'Continue_Trace=on',
  '',
])('refuses options that would change the band or its path: %j', (option) => {
  expect(() => checkPovrayOptions([option])).toThrow(/POV-Ray option/);
});

test('accepts all other options', () => {
  checkPovrayOptions([
    '+A0.3',
    '+AM2',
    '+Q9',
    '+FN16',
    '+UA',
    'Declare=x=1',
    '+WT2',
    '+CE',
    '+HIx.inc',
    '+K0.5',
    'my.ini',
    '+R3',
    '+L/inc',
    '-UR',
    '+BS16',
  ]);
});

test.each([
  [[], false],
  [['+A0.3'], true],
  [['+A'], true],
  [['+a0.3', '-A'], false],
  [['+A0.3', '+AM2'], false],
  [['+AM2'], false],
  [['Antialias=On'], true],
  [['Antialias=on', 'Sampling_Method=2'], false],
  [['my.ini'], true],
  [['+AM1'], false],
])('knows whether anti-aliasing of method 1 may be on: %j', (options, expected) => {
  expect(mayAntialias(options)).toBe(expected);
});
