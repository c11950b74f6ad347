import type { Usage } from 'clipanion';
import type { CommandSpec } from './settings/command-spec.ts';
import { optionList, withoutBackticks } from './settings/option-list.ts';
import { synopsis } from './settings/synopsis.ts';
import { wrapWords } from './wrap-words.ts';

/** The output of `--help`: synopsis, description, options, examples, exit codes. */
export function helpText(
  spec: CommandSpec,
  { description = '', details = '', examples = [] }: Usage,
): string {
  const usage = `Usage: ${spec.name}`;
  const paragraphs = details.trim().split(/\n\s*\n/);
  const lines = [
    `${spec.name}: ${description.trim()}`,
    '',
    wrapWords([usage, ...synopsis(spec)], { width, indent: ' '.repeat(usage.length + 1) }),
    ...(details === '' ? [] : paragraphs.flatMap((text) => ['', wrapText(text, 0)])),
    '',
    'Options:',
    ...optionLines(spec),
    '',
    'Examples:',
    ...examples.flatMap(([sentence, command], i) => [
      ...(i === 0 ? [] : ['']),
      `  ${sentence.trim()}:`,
      `    ${command.replaceAll('$0', spec.name)}`,
    ]),
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage or input, 124 timed out, 129, 130 and 143 interrupted,',
    '141 the reader of the output has gone.',
  ];
  return `${lines.join('\n')}\n`;
}

function optionLines(spec: CommandSpec): string[] {
  const options = optionList(spec).map(({ names, help, facts }) => ({
    names: names.join(', '),
    text: withoutBackticks(`${help} ${facts}`),
  }));
  const column = Math.max(...options.map(({ names }) => names.length)) + 4;
  return options.map(({ names, text }) => `  ${names}`.padEnd(column) + wrapText(text, column));
}

/** @param column where each line of the text begins */
function wrapText(text: string, column: number): string {
  const lines = wrapWords(text.trim().split(/\s+/), { width: width - column, indent: '' });
  return lines.replaceAll('\n', `\n${' '.repeat(column)}`);
}

const width = 100;
