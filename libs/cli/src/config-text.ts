import { escapeControls } from '@task-distributor/band';
import type { SettingsFiles } from './files/settings-files.ts';
import type { CommandSpec } from './settings/command-spec.ts';
import { keyOf } from './settings/keys.ts';
import type { ResolvedSettings } from './settings/resolve-settings.ts';
import { type SettingRow, switchOf } from './settings/setting-row.ts';
import { formatSetting } from './settings/setting-types.ts';

/** What `--show-config` prints about a setting. */
interface ShownSetting {
  /** Its key in a settings file or, if it has none, its option. */
  readonly setting: string;
  readonly from: string;
  /** null = not set. */
  readonly value: string | null;
}

/**
 * The output of `--show-config`: every setting, where its value comes from, and the value, as a table, or with `--json` as
 * JSON lines.
 * @param words the renderer's, after `--` or from a file; null = none are given
 */
export function configText(
  spec: CommandSpec,
  resolved: ResolvedSettings,
  files: SettingsFiles,
  words: readonly string[] | null,
): string {
  const shown = [...spec.rows].flatMap(([setting, row]) =>
    isAboutOutput(setting) ? [] : [shownSetting(setting, row, resolved, files)],
  );
  if (spec.afterDashes !== null) shown.push(shownOptions(files, words));
  if (spec.rows.has('hosts')) shown.push(...shownSets(files));
  if (resolved.values['json'] === true) return shown.map((one) => `${JSON.stringify(one)}\n`).join('');
  const lines = shown.map(({ setting, from, value }) => [setting, from, value ?? '-']);
  return table([['setting', 'from', 'value'], ...lines]);
}

/** Whether it only says how the settings are shown. */
function isAboutOutput(setting: string): boolean {
  return setting === 'showConfig' || setting === 'json';
}

function shownSetting(
  setting: string,
  row: SettingRow,
  { values, sources }: ResolvedSettings,
  files: SettingsFiles,
): ShownSetting {
  const value = values[setting] ?? null;
  const found = sources[setting] === 'file' ? files.valueOf(setting) : null;
  const isMissing = row.required === true && value === null;
  const from = sources[setting] === 'environment' ? row.env! : sources[setting]!;
  const key = keyOf(row);
  // What no file can have has the name of the option that users type: --no-config.
  const isNegated = key === null && switchOf(row) !== row.options[0];
  return {
    setting: key ?? switchOf(row),
    from: found !== null ? `${found.path}: ${found.key}` : isMissing ? 'nowhere (required)' : from,
    value: value === null ? null : formatSetting(row.type, isNegated ? value !== true : value),
  };
}

function shownOptions({ options }: SettingsFiles, words: readonly string[] | null): ShownSetting {
  if (words === null) return { setting: 'options', from: 'default', value: null };
  const from = words === options?.words ? `${options.path}: options` : 'command line';
  return { setting: 'options', from, value: words.join(' ') };
}

function shownSets({ sets }: SettingsFiles): ShownSetting[] {
  return [...sets].map(([name, { hosts, origin }]) => ({ setting: `@${name}`, from: origin, value: hosts }));
}

function table(lines: readonly (readonly string[])[]): string {
  const escaped = lines.map((line) => line.map(escapeControls));
  const widths = [0, 1].map((column) => Math.max(...escaped.map((line) => line[column]!.length)));
  return escaped
    .map(([name, from, value]) => `${name!.padEnd(widths[0]!)}  ${from!.padEnd(widths[1]!)}  ${value!}\n`)
    .join('');
}
