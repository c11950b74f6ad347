import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { execaSync } from 'execa';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { quoteArgument, quoteCommand } from '../src/quote-argument.ts';

const shells = [['sh'], ['dash'], ['bash'], ['busybox', 'sh']];
const folder = join(temporaryFolder(), "td test 'quote' $x ");

// Each command runs in a folder with a program of that name, which an unquoted glob would match.
beforeAll(() => {
  mkdirSync(folder);
  for (const name of ['if', 'A=b', 'file with spaces']) {
    writeFileSync(join(folder, name), '#!/bin/sh\nprintf "%s\\0" "$@"\n');
    chmodSync(join(folder, name), 0o755);
  }
});

function arrive([shell = '', ...options]: readonly string[], commandLine: string): string[] {
  const { stdout } = execaSync(shell, [...options, '-c', commandLine], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env['PATH']}` },
    stripFinalNewline: false,
  });
  return stdout.split('\0').slice(0, -1);
}

const special = ` '"$\`\\\n*?[]~!#&|;<>(){}=%^-\t\raZ0ä漢😀`;
const nasty = fc.constantFrom(...special, '--', '$(id)', '${HOME}');
const argument = fc.oneof(
  fc.array(nasty, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.constantFrom(
    '',
    '-n',
    '-e',
    '--',
    '-',
    '*',
    '.',
    '~',
    '~root',
    '#x',
    "'",
    "''",
    '\\',
    '\\\\',
    '\n',
    ' ',
  ),
);

describe.each(shells)('an argument through %s %s', (...shell) => {
  const words = shell.filter((word) => typeof word === 'string');

  it('arrives unchanged', () => {
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 12 }), (given) => {
        const commandLine = quoteCommand(['printf', '%s\\0', ...given]);
        expect(arrive(words, commandLine)).toEqual(given);
      }),
      { numRuns: 60 },
    );
  });

  it('arrives unchanged after a second shell', () => {
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 6 }), (given) => {
        const inner = quoteCommand(['printf', '%s\\0', ...given]);
        expect(arrive(words, quoteCommand(['sh', '-c', inner]))).toEqual(given);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['if', 'A=b', 'file with spaces'])('can be the name of a program: %s', (name) => {
    expect(arrive(words, quoteCommand([name, 'a b']))).toEqual(['a b']);
  });
});

it('does not quote harmless words', () => {
  const words = [
    '/home/pi/td-worker',
    '4',
    '+W800',
    '+O/tmp/',
    '--host=pi@pi1:22',
    'Declare=x=1',
    '+A0.3',
    'a,b',
  ];
  expect(quoteCommand(words)).toBe(words.join(' '));
});

it('quotes an empty word', () => {
  expect(quoteArgument('')).toBe("''");
});
