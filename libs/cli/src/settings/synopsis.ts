import type { CommandSpec } from './command-spec.ts';
import { describe } from './resolve-settings.ts';
import { type SettingRow, switchOf } from './setting-row.ts';

/**
 * A synopsis without the program's name, in pieces that must not be broken: the required ones, then the optional ones, each
 * in the order of the table.
 */
export function synopsis({ rows, operands, afterDashes }: CommandSpec): string[] {
  const all = [...rows];
  const required = all.filter(([, row]) => row.required).map(([, row]) => describe(row));
  const optional = all.flatMap(([setting, row]) => optionalPiece(rows, setting, row));
  const mayBeLeftOut = operands.startsWith('[');
  return [
    ...(mayBeLeftOut || operands === '' ? [] : withInstead(operands.split(' '), rows)),
    ...required,
    ...optional,
    ...(mayBeLeftOut ? [operands] : []),
    ...(afterDashes === null ? [] : [`[-- ${afterDashes}]`]),
  ];
}

/** The operands, or the options that are given instead of them, in the order of the table. */
function withInstead(operands: string[], rows: CommandSpec['rows']): string[] {
  const others = [...rows.values()].filter((row) => row.instead).map(describe);
  return others.length === 0 ? operands : ['(', ...operands, '|', ...others, ')'];
}

/** Settings that need or exclude each other share their brackets. */
function optionalPiece(rows: CommandSpec['rows'], setting: string, row: SettingRow): string[] {
  if (row.required || row.instead || row.goesWith !== undefined || row.excludes !== undefined) return [];
  const others = [...rows.values()];
  const companions = others.filter((other) => other.goesWith === setting).map(describe);
  const rivals = others.filter((other) => other.excludes === setting).map(describe);
  return [`[${[[optionOf(row), ...companions].join(' '), ...rivals].join('|')}]`];
}

/** For a flag that is on by default, the option that turns it off. */
export function optionOf(row: SettingRow): string {
  return row.type === 'flag' && row.default === true ? switchOf(row) : describe(row);
}
