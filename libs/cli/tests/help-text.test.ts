import type { Definition } from 'clipanion';
import { expect, test } from 'vitest';
import { helpText } from '../src/help-text.ts';

/** The help of a command with these options, which clipanion tells as here. */
function helpOf(synopsis: string, details?: string): string {
  const definition: Definition = {
    path: 'td-x',
    usage: 'td-x [-y #0] [--hosts #0] [--force,-f]',
    description: 'Do it\n',
    ...(details === undefined ? {} : { details }),
    examples: [['Once\n', 'td-x -y 600']],
    options: [
      { definition: '-y #0', description: 'height in rows', required: false },
      { definition: '--hosts #0', description: 'a list, or a file', required: false },
      { definition: '--force,-f', required: false },
    ],
  };
  return helpText('td-x', synopsis, definition);
}

test('shows synopsis, options with the names of their values, examples and exit codes', () => {
  expect(helpOf('-y HEIGHT [--hosts LIST|FILE] [-f]')).toBe(`td-x: Do it

Usage: td-x -y HEIGHT [--hosts LIST|FILE] [-f]

Options:
  -y HEIGHT          height in rows
  --hosts LIST|FILE  a list, or a file
  --force, -f
  -h, --help         this text
  --version          the version

Examples:
  Once:
    td-x -y 600

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 124 timed out, 129, 130 and 143 interrupted,
141 the reader of the output went away.
`);
});

test('joins the lines of a paragraph, keeps paragraphs apart, and wraps at 100 columns', () => {
  const details = `${'one two three '.repeat(10)}\n      four.\n\n      Second paragraph.\n`;
  const help = helpOf('-y HEIGHT', details);
  const [, after = ''] = help.split('Usage: td-x -y HEIGHT\n\n');
  const [first, second] = after.split('\n\n');
  expect(first!.replaceAll('\n', ' ')).toBe(`${'one two three '.repeat(10)}four.`);
  expect(second).toBe('Second paragraph.');
  for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('a long synopsis is continued under its beginning, and never breaks an option from its value', () => {
  const synopsis = Array.from({ length: 12 }, (_, i) => `[--option-${i} VALUE]`).join(' ');
  const help = helpOf(synopsis);
  const lines = /Usage: td-x ([^]*?)\n\n/.exec(help)![1]!.split('\n');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.slice(1).every((line) => line.startsWith(`${' '.repeat('Usage: td-x '.length)}[`))).toBe(true);
  expect(lines.map((line) => line.trim()).join(' ')).toBe(synopsis);
});

test('an option whose name begins as another one gets no value of that one', () => {
  expect(helpOf('[--hosts-file FILE] [-y HEIGHT]')).toMatch(/^ {2}--hosts +a list, or a file$/m);
});
