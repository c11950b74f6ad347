import { describe, expect, test } from 'vitest';
import type { CommandSpec } from '../src/settings/command-spec.ts';
import type { SettingRow } from '../src/settings/setting-row.ts';
import { splitWords } from '../src/split-words.ts';

const row = (type: SettingRow['type'], ...options: [string, ...string[]]): SettingRow => ({
  options,
  type,
  help: '',
  commands: {},
});

const spec: CommandSpec = {
  name: 'td-x',
  rows: new Map([
    ['nodes', row('count >= 1', '-n', '--nodes')],
    ['folder', row('text', '-p')],
    ['force', row('counter', '-f')],
    ['clean', row('flag', '-c')],
    ['hosts', row('text', '--hosts')],
    ['reassign', row('flag', '--reassign')],
  ]),
  operands: '[PART...]',
  mostOperands: Infinity,
  afterDashes: 'WORDS',
};

test.each([
  ['-n4 -c', ['-n=4', '-c'], []],
  ['-fc', ['-f', '-c'], []],
  ['-ff', ['-f', '-f'], []],
  ['-cp/tmp/job', ['-c', '-p=/tmp/job'], []],
  ['-nx', ['-n=x'], []],
  ['-p-fc', ['-p=-fc'], []],
  ['-p =a', ['-p==a'], []],
  ['-p -', ['-p=-'], []],
  ['--hosts a,b --nodes=4', ['--hosts=a,b', '--nodes=4'], []],
  ['--hosts=-fc', ['--hosts=-fc'], []],
  ['--hosts=', ['--hosts='], []],
  ['--reassign --no-reassign', ['--reassign', '--no-reassign'], []],
  ['a -f b - --reassign c', ['-f', '--reassign'], ['a', 'b', '-', 'c']],
])('%s', (words, options, operands) => {
  expect(splitWords(words.split(' '), spec)).toEqual({ options, operands, afterDashes: null });
});

test('an empty word is an operand, or a value', () => {
  expect(splitWords(['', '-p', ''], spec)).toEqual({ options: ['-p='], operands: [''], afterDashes: null });
});

test('words after -- are unchanged', () => {
  const split = splitWords(['a', '--', '-c', '', '--', 'b'], spec);
  expect(split).toEqual({ options: [], operands: ['a'], afterDashes: ['-c', '', '--', 'b'] });
  expect(splitWords(['--'], spec).afterDashes).toEqual([]);
});

describe('refuses', () => {
  test.each([
    ['--what', 'Unknown option "--what"'],
    ['--what=1', 'Unknown option "--what=1"'],
    ['--host a', 'Unknown option "--host"'],
    ['--no-hosts', 'Unknown option "--no-hosts"'],
    ['-zf', 'Unknown option "-zf"'],
    ['-fz', 'Unknown option "-fz"'],
    ['-4', 'Unknown option "-4"'],
    ['--reassign=yes', '--reassign: Expected no value, got "yes"'],
    ['-p', '-p: Expected a value, got none'],
    ['-p=a', '-p: Expected no =, got -p=a: did you mean -p a? (if the value begins with =: -p =a)'],
    ['-cp=a', '-p: Expected no =, got -p=a: did you mean -p a? (if the value begins with =: -p =a)'],
    ['-n=', '-n: Expected no =, got -n=: did you mean -n VALUE? (if the value begins with =: -n =)'],
    ['-p -- a', '-p: Expected a value, got none'],
    ['-p -c', '-p: Expected a value, got "-c" (if that is the value: -p-c)'],
    [
      '--hosts --reassign',
      '--hosts: Expected a value, got "--reassign" (if that is the value: --hosts=--reassign)',
    ],
  ])('%s', (words, message) => {
    expect(() => splitWords(words.split(' '), spec)).toThrow(message);
  });

  test.each(['+A0.3', 'Antialias=On', 'my.ini[final]'])('%s before --, and names its place', (word) => {
    const noOperands = { ...spec, mostOperands: 0 };
    const hint = word.startsWith('+')
      ? `: did you mean -- ${word}?`
      : `; if it is for the renderer: -- ${word}`;
    const message = `Expected no operand, got "${word}"${hint}`;
    expect(() => splitWords(['-c', word], noOperands)).toThrow(message);
    const refusal = expect(() => splitWords([word], { ...noOperands, afterDashes: null }));
    refusal.toThrow(/got "[^"]*"$/);
  });

  test('operands if none are allowed, or too many', () => {
    expect(() => splitWords(['x', '-c'], { ...spec, mostOperands: 0 })).toThrow(
      'Expected no operand, got "x"',
    );
    expect(() => splitWords(['x', 'y', '--'], { ...spec, mostOperands: 1 })).toThrow(
      'Expected at most 1 operand, got "y" as well',
    );
  });

  test('words after -- if none are allowed', () => {
    expect(() => splitWords(['--', '-x'], { ...spec, afterDashes: null })).toThrow(
      'Expected nothing after --, got "-x"; a file whose name begins with a dash is ./-NAME',
    );
  });
});
