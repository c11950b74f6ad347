import type { Definition } from 'clipanion';

/**
 * What `--help` prints: synopsis, what the command does, its options, examples, exit codes. clipanion's own calls the
 * value of every option `#0`; here it is called what the synopsis calls it.
 * @param synopsis the command line without the program's name: `-n N -y HEIGHT [--hosts LIST|FILE]`
 */
export function helpText(name: string, synopsis: string, definition: Definition): string {
  const options: [string, string][] = [
    ...definition.options.map(({ definition: form, description = '' }): [string, string] => {
      const names = form.split(' ')[0]!.split(',');
      return [names.join(', ') + valueName(names, synopsis), description];
    }),
    ['-h, --help', 'this text'],
    ['--version', 'the version'],
  ];
  const width = Math.max(...options.map(([option]) => option.length));
  const examples = (definition.examples ?? []).flatMap(([sentence, command]) => [
    '',
    `  ${sentence.trim()}:`,
    `    ${command}`,
  ]);
  const lines = [
    `${name}: ${definition.description?.trim() ?? ''}`,
    '',
    ...wrap(`Usage: ${name} ${synopsis}`, ' '.repeat(`Usage: ${name} `.length)),
    ...(definition.details
      ? ['', ...definition.details.trim().split(/\n\n+/).flatMap(paragraph)].slice(0, -1)
      : []),
    '',
    'Options:',
    ...options.map(([option, description]) => `  ${option.padEnd(width)}  ${description}`.trimEnd()),
    '',
    'Examples:',
    ...examples.slice(1),
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage or input, 124 timed out, 129, 130 and 143 interrupted,',
    '141 the reader of the output went away.',
  ];
  return `${lines.join('\n')}\n`;
}

const lineLength = 100;

function valueName(names: readonly string[], synopsis: string): string {
  for (const option of names) {
    const value = new RegExp(`(?:^|[[ |])${option} ([A-Z][A-Z|-]*)`).exec(synopsis)?.[1];
    if (value) return ` ${value}`;
  }
  return '';
}

function paragraph(text: string): string[] {
  return [...wrap(text.replaceAll(/\s+/g, ' ').trim(), ''), ''];
}

function wrap(text: string, indent: string): string[] {
  const lines = [''];
  // An option and its value stay together.
  for (const word of text.match(/\[[^\]]*\]|\S+/g) ?? []) {
    const line = lines.at(-1)!;
    if (line.trim() === '') lines[lines.length - 1] += word;
    else if (line.length + 1 + word.length <= lineLength) lines[lines.length - 1] += ` ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}
