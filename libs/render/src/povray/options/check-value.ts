import { valueTypeOf } from './option-tables.ts';

/**
 * Why POV-Ray would stop at a value; null = it takes it. It reads a number as far as it goes: `0x20` is 0, and `1e2` as a whole
 * number is 1. Source: POV-Ray 3.7, processoptions.cpp, Process_INI_Option; processrenderoptions.cpp,
 * ReadSpecialOptionHandler.
 */
export function whyNotValue(setting: string, value: string): string | null {
  const expected = expectedFor(setting, value);
  return expected === null ? null : `Expected ${expected} for ${setting}, got "${value}"`;
}

function expectedFor(setting: string, value: string): string | null {
  const rule = special.get(setting) ?? byType.get(valueTypeOf(setting) ?? '');
  return rule === undefined || rule.takes(value) ? null : rule.expected;
}

interface ValueRule {
  readonly expected: string;
  takes(value: string): boolean;
}

const byType: ReadonlyMap<string, ValueRule> = new Map([
  ['int', { expected: 'a whole number', takes: (value) => /^\s*[+-]?\d/.test(value) }],
  ['float', { expected: 'a number', takes: (value) => /^\s*[+-]?(\.?\d|inf|nan)/i.test(value) }],
]);

const gamma: ValueRule = {
  expected: 'a number above 0, or sRGB',
  takes: (value) => Number.parseFloat(value) > 0 || value.toUpperCase() === 'SRGB',
};

const special: ReadonlyMap<string, ValueRule> = new Map([
  [
    'Dither_Method',
    {
      expected: 'one of B2, B3, B4, D1, D2, FS',
      takes: (value: string) => /^\s*(B[234]|D[12]|FS)$/i.test(value),
    },
  ],
  [
    'Output_File_Type',
    { expected: 'one of B, C, E, H, J, N, P, T', takes: (value: string) => /^\s*[BCEHJNPT]/i.test(value) },
  ],
  ['Display_Gamma', gamma],
  ['File_Gamma', gamma],
]);
