import { commandSpec, type CommandSpec } from './settings/command-spec.ts';
import type { SettingRow } from './settings/setting-row.ts';
import { parseSetting } from './settings/setting-types.ts';

/** Where a word for the renderer belongs, for the end of a message about one that we do not expect. */
export function rendererHint(word: string): string {
  return word.startsWith('+') ? `: did you mean -- ${word}?` : `; if it is for the renderer: -- ${word}`;
}

/** About a switch of the renderer's for which there is an option of ours; null = it is none. */
export function switchHint(word: string, spec: CommandSpec): string | null {
  // The renderer reads small letters, too, but after a dash they are options of ours.
  const [, letter = '', value = ''] = /^(?:\+(?=[a-zA-Z])|-(?=[A-Z]))(.)(.+)$/s.exec(word) ?? [];
  const isMeant = ({ rendererSwitch }: SettingRow): boolean => rendererSwitch === letter.toUpperCase();
  const row = [...commandSpec('td-master').rows.values()].find(isMeant);
  if (row === undefined || 'expected' in parseSetting(row, value)) return null;
  const option = row.options[0];
  return wholeJobHint(option, spec) ?? `: did you mean ${option} ${value}?`;
}

/** About an option of td-master's that the command does not have; null = it is none. */
export function wholeJobHint(option: string, spec: CommandSpec): string | null {
  const has = ({ rows }: CommandSpec): boolean =>
    [...rows.values()].some(({ options }) => options.includes(option));
  if (has(spec) || !has(commandSpec('td-master'))) return null;
  return `; ${spec.name} takes no ${option}, ${wholeJobs.get(spec.name) ?? 'td-master'} does`;
}

/** By a command, what does the same for a whole job, and takes all options of td-master's. */
const wholeJobs: ReadonlyMap<string, string> = new Map([['td-check', 'td-master --check']]);
