import { expect, test } from 'vitest';
import { helpText } from '../src/help-text.ts';
import type { CommandSpec } from '../src/settings/command-spec.ts';
import type { SettingRow } from '../src/settings/setting-row.ts';

const rows: Record<string, SettingRow> = {
  height: {
    options: ['-y', '--height'],
    type: 'count >= 1',
    value: 'HEIGHT',
    help: 'Rows of the image.',
    required: true,
    commands: {},
  },
  hosts: {
    options: ['--hosts'],
    type: 'text',
    value: 'LIST|FILE',
    help: 'A list, or a file; one `host` a line.',
    details: 'Only on the page.',
    defaultText: 'none',
    env: 'TD_HOSTS',
    commands: {},
  },
  grace: {
    options: ['--grace'],
    type: 'seconds >= 0',
    value: 'SECONDS',
    help: 'Seconds to wait.',
    default: 10,
    commands: {},
  },
  reassign: { options: ['--reassign'], type: 'flag', help: 'Stay.', default: true, commands: {} },
  clean: { options: ['-c'], type: 'flag', help: 'Clean up.', commands: {} },
  folder: {
    options: ['-p'],
    type: 'text',
    value: 'FOLDER',
    help: 'A folder.',
    goesWith: 'clean',
    commands: {},
  },
  force: { options: ['-f'], type: 'counter', help: 'Take over.', commands: {} },
  join: { options: ['--join'], type: 'flag', help: 'Join.', excludes: 'force', commands: {} },
};

function specOf(words: Partial<CommandSpec>): CommandSpec {
  return {
    name: 'td-x',
    rows: new Map(Object.entries(rows)),
    operands: '[PART...]',
    mostOperands: Infinity,
    afterDashes: null,
    ...words,
  };
}

test('shows synopsis, options with values, defaults and variables, examples and exit codes', () => {
  const usage = { description: 'Do it\n', examples: [['Once\n', '$0 -y 600']] as [string, string][] };
  expect(helpText(specOf({ afterDashes: 'WORDS' }), usage)).toBe(`td-x: Do it

Usage: td-x -y HEIGHT [--hosts LIST|FILE] [--grace SECONDS] [--no-reassign] [-c -p FOLDER]
            [-f|--join] [PART...] [-- WORDS]

Options:
  -y, --height HEIGHT  Rows of the image. Required.
  --hosts LIST|FILE    A list, or a file; one host a line. Default: none. Environment: TD_HOSTS.
  --grace SECONDS      Seconds to wait. Default: 10.
  --no-reassign        Stay.
  -c                   Clean up.
  -p FOLDER            A folder.
  -f                   Take over.
  --join               Join.
  -h, --help           Print this help, and exit.
  --version            Print the version, and exit.

Examples:
  Once:
    td-x -y 600

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 124 timed out, 129, 130 and 143 interrupted,
141 the reader of the output has gone.
`);
});

test('shows required operands before all options', () => {
  const help = helpText(specOf({ operands: 'N FOLDER/', rows: new Map([['clean', rows['clean']!]]) }), {});
  expect(help).toContain('\nUsage: td-x N FOLDER/ [-c]\n');
});

test('joins the lines of a paragraph, keeps paragraphs apart, and wraps at 100 columns', () => {
  const details = `\n      ${'one two three '.repeat(10)}\n      four.\n\n      Second paragraph.\n    `;
  const help = helpText(specOf({}), { details });
  const [, first, second, third] = help.split('\n\n');
  expect(first).toMatch(/^Usage: /);
  expect(second!.replaceAll('\n', ' ')).toBe(`${'one two three '.repeat(10)}four.`);
  expect(third).toBe('Second paragraph.');
});

test('wraps and indents long texts of options', () => {
  const long = { ...rows['hosts']!, help: 'A word and another. '.repeat(10).trim() };
  const help = helpText(specOf({ rows: new Map([['hosts', long]]) }), {});
  const lines = help.split('\nOptions:\n')[1]!.split('\n  -h, --help')[0]!.split('\n');
  expect(lines.length).toBeGreaterThan(2);
  const column = lines[0]!.indexOf('A word');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  for (const line of lines.slice(1)) expect(line.search(/\S/)).toBe(column);
});
