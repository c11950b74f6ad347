import type { Usage } from 'clipanion';
import { type CommandSpec } from '../settings/command-spec.ts';
import { commands } from '../settings/commands.ts';
import { optionList } from '../settings/option-list.ts';
import type { SettingRow } from '../settings/setting-row.ts';
import { optionOf, synopsis } from '../settings/synopsis.ts';
import { exitStatuses, files } from './facts.ts';
import { asTextLine, bold, escapeRoff, italic, roffText } from './roff.ts';

/**
 * The manual page of a command, in roff with the macros of man(7).
 * @param version version of the package
 */
export function manPage(spec: CommandSpec, usage: Usage, version: string): string {
  const { description = '', details = '', examples = [] } = usage;
  const sections: readonly (readonly [heading: string, lines: readonly string[]])[] = [
    ['NAME', [`${escapeRoff(spec.name)} \\- ${escapeRoff(lowerFirst(description.trim()))}`]],
    ['SYNOPSIS', synopsisLines(spec)],
    ['DESCRIPTION', paragraphs(details)],
    ['OPTIONS', optionLines(spec)],
    ['OPERANDS', operandLines(spec)],
    ['EXIT STATUS', exitStatusLines(spec)],
    ['ENVIRONMENT', environmentLines(spec)],
    ['FILES', fileLines(spec)],
    ['EXAMPLES', examples.flatMap((example) => exampleLines(spec.name, ...example))],
    ['SEE ALSO', [otherPages(spec)]],
  ];
  const lines = [
    `.TH ${escapeRoff(spec.name.toUpperCase())} 1 "" "Task\\-Distributor ${escapeRoff(version)}" "\\&"`,
    ...plainLines,
    ...sections
      .filter(([, body]) => body.length > 0)
      .flatMap(([heading, body]) => [`.SH ${heading}`, ...body]),
  ];
  return `${lines.join('\n')}\n`;
}

function synopsisLines(spec: CommandSpec): string[] {
  const pieces = synopsis(spec).map((piece) =>
    piece
      .split(/(--?[a-z][\w-]*|\+\w+|[A-Z][A-Z-]*)/)
      .map((part, i) => (i % 2 === 0 ? escapeRoff(part) : /^[A-Z]/.test(part) ? italic(part) : bold(part)))
      .join('')
      // Not the end of a sentence.
      .replace(/\.]$/, '.]\\&')
      // A long piece would not fit into a narrow line.
      .replaceAll(' ', piece.length > 28 ? ' ' : '\\ '),
  );
  return ['.HP 4', bold(spec.name), ...pieces.map(asTextLine)];
}

function optionLines(spec: CommandSpec): string[] {
  return optionList(spec).flatMap(({ names, help, details, facts }) => {
    const tag = names.map((name) => {
      const [option, value] = name.split(' ', 2) as [string, string?];
      return value === undefined ? bold(option) : `${bold(option)}\\ ${italic(value)}`;
    });
    const after = facts === '' ? [] : ['.br', roffText(facts)];
    return [...tagged(tag.join(', '), `${help} ${details}`), ...after];
  });
}

function operandLines({ operands, operandsText, afterDashes, afterDashesText }: CommandSpec): string[] {
  const before = operands === '' ? [] : tagged(italic(operands.replaceAll(/[[\]]/g, '')), operandsText ?? '');
  if (afterDashes === null) return before;
  return [...before, ...tagged(`${bold('--')}\\ ${italic(afterDashes)}`, afterDashesText ?? '')];
}

function exitStatusLines({ name }: CommandSpec): string[] {
  const meanings = new Map<number, string>();
  for (const { code, meaning, commands: only } of exitStatuses) {
    if (only !== undefined && !only.some((command) => command === name)) continue;
    const before = meanings.get(code);
    meanings.set(code, before === undefined ? meaning : `${before}; ${meaning}`);
  }
  return [...meanings].flatMap(([code, meaning]) => tagged(bold(String(code)), sentence(meaning)));
}

function environmentLines({ rows }: CommandSpec): string[] {
  const variables = [...rows.values()].filter(({ env }) => env);
  if (variables.length === 0) return [];
  const rules = variables.some(({ type }) => type === 'flag')
    ? [emptyVariable, flagVariable]
    : [emptyVariable];
  return [
    ...variables.flatMap((row) => tagged(bold(row.env!), environmentText(row))),
    '.PP',
    roffText(rules.join(' ')),
  ];
}

function environmentText(row: SettingRow): string {
  const isOnByDefault = row.type === 'flag' && row.default === true;
  return isOnByDefault
    ? `\`off\` means the same as ${optionOf(row)}.`
    : `Used where there is no ${row.options[0]}.`;
}

const emptyVariable = 'An empty variable counts as not set.';
const flagVariable =
  'For an option without a value, the variable is `1`, `true`, `yes` or `on`, or `0`, `false`, `no` or `off`.';

function fileLines({ rows }: CommandSpec): string[] {
  return files
    .filter(({ setting }) => rows.has(setting))
    .flatMap(({ path, text }) => tagged(italic(path), text));
}

/** A line may be broken after a pipe, and nowhere else: what is copied has to run. */
function exampleLines(name: string, text: string, command: string): string[] {
  const stages = escapeRoff(command.replaceAll('$0', name)).split(/(?<= \|) /);
  return ['.PP', `${roffText(text)}:`, '.PP', '.RS 4', '.EX', ...stages.map(asTextLine), '.EE', '.RE'];
}

function otherPages(spec: CommandSpec): string {
  const others = Object.keys(commands).filter((name) => name !== spec.name);
  const pages = others.map((name): [string, number] => [name, 1]);
  if (spec.rows.has('acceptNew')) pages.push(['ssh_config', 5]);
  return pages.map(([name, section]) => `${bold(name)}(${section})`).join(', ');
}

function paragraphs(text: string): string[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => ['.PP', roffText(paragraph)]);
}

function tagged(tag: string, markdown: string): string[] {
  const text = roffText(markdown);
  return ['.TP', asTextLine(tag), ...(text === '' ? [] : [text])];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** As whatis shows it. A name such as `SSH` keeps its capitals. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/**
 * Lines are not justified, and no word gets a hyphen where a line ends: what is copied has only the hyphens of the text. The
 * macros of groff 1.23 and later set both again at each heading, from these registers; the others take the requests.
 */
const plainLines = ['.nr HY 0', '.ds AD l', '.nh', '.ad l'];
