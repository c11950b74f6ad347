import type { CommandSpec } from './command-spec.ts';
import type { SettingRow } from './setting-row.ts';
import { formatSetting } from './setting-types.ts';
import { optionOf } from './synopsis.ts';

/** An option as help and pages show it; texts are in Markdown. */
export interface ListedOption {
  /** All names, the last one with the value: `--timeout SECONDS`. */
  readonly names: readonly string[];
  /** What it does. */
  readonly help: string;
  /** What the command's page adds. */
  readonly details: string;
  /** Its default, and its environment variable. */
  readonly facts: string;
}

/** The options of a command, in the order of the table, followed by those that all commands have. */
export function optionList({ rows }: CommandSpec): ListedOption[] {
  return [
    ...[...rows.values()].map((row) => ({
      names: [...row.options.slice(0, -1), lastName(row)],
      help: row.help,
      details: row.details ?? '',
      facts: [...defaultOf(row), ...environmentOf(row)].join(' '),
    })),
    ...commonOptions.map(({ names, help }) => ({ names, help, details: '', facts: '' })),
  ];
}

/** The options that all commands have. */
export const commonOptions = [
  { names: ['-h', '--help'], help: 'Print this help, and exit.' },
  { names: ['--version'], help: 'Print the version, and exit.' },
] as const;

/** Markdown as plain text. */
export function withoutBackticks(text: string): string {
  return text.replaceAll('`', '');
}

function lastName(row: SettingRow): string {
  return optionOf({ ...row, options: [row.options.at(-1)!] });
}

function defaultOf({ required, default: value, defaultText, type }: SettingRow): string[] {
  if (required) return ['Required.'];
  if (defaultText !== undefined) return [`Default: ${defaultText}.`];
  if (value === undefined || value === null || type === 'flag') return [];
  return [`Default: \`${formatSetting(type, value)}\`.`];
}

function environmentOf({ env, type, default: value }: SettingRow): string[] {
  const turnsOff = type === 'flag' && value === true;
  return env ? [`Environment: \`${turnsOff ? `${env}=off` : env}\`.`] : [];
}
