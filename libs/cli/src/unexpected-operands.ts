import { UsageError } from 'clipanion';
import type { CommandSpec } from './settings/command-spec.ts';
import type { SettingRow } from './settings/setting-row.ts';
import { rendererHint, switchHint } from './word-hints.ts';

/** Operands that stand together on the command line. */
export interface Operands {
  readonly words: readonly [string, ...string[]];
  /** The option before them, with its value: `--hosts=pi1`; null = there is none. */
  readonly after: string | null;
}

/** The error about operands of a command that has none. */
export function unexpectedOperands(operands: Operands, spec: CommandSpec): UsageError {
  return new UsageError(`Expected no operand, got "${operands.words[0]}"${hint(operands, spec)}`);
}

function hint({ words, after }: Operands, spec: CommandSpec): string {
  const [word] = words;
  if (word === 'help') return ': did you mean --help?';
  const row = [...spec.rows.values()].find(({ ending }) => ending !== undefined && word.endsWith(ending));
  const meant = switchHint(word, spec);
  if (meant !== null) return meant;
  if (row !== undefined) return `: did you mean ${row.options[0]} ${word}?`;
  const belonging = word.startsWith('+') ? null : afterOption(words, after, spec);
  return belonging ?? (spec.afterDashes === null ? '' : rendererHint(word));
}

/** About words that seem to belong to the option before them. */
function afterOption(words: readonly string[], after: string | null, { rows }: CommandSpec): string | null {
  const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(after ?? '')!;
  const row = [...rows.values()].find(({ options }) => options.includes(name));
  if (row === undefined) return null;
  if (row.takesNone !== undefined) return `; ${name} takes no value: ${row.takesNone}`;
  const all = [value, ...words];
  if (row.type === 'texts') return `: did you mean ${all.map((one) => `${name} ${one}`).join(' ')}?`;
  if (!isList(row)) return null;
  return `: did you mean ${name} ${all.map((one) => one.replaceAll(/^,|,$/g, '')).join(',')}?`;
}

function isList({ names, type }: SettingRow): boolean {
  return names === 'hosts' || type === 'weights' || type === 'counts';
}
