import { describe, expect, test } from 'vitest';
import { commandSpec } from '../../src/settings/command-spec.ts';
import { type CommandName, commands } from '../../src/settings/commands.ts';
import { keyedSettings } from '../../src/settings/keys.ts';
import { optionList } from '../../src/settings/option-list.ts';
import type { SettingRow } from '../../src/settings/setting-row.ts';
import { isSwitch } from '../../src/settings/setting-types.ts';
import { settings } from '../../src/settings/table.ts';

const names = Object.keys(commands) as CommandName[];
const rows: [string, SettingRow][] = Object.entries(settings);

describe.each(names)('%s', (name) => {
  const spec = commandSpec(name);
  const all = [...spec.rows];

  test('has every option once', () => {
    const options = optionList(spec).flatMap((option) => option.names.map((text) => text.split(' ')[0]));
    expect(new Set(options).size).toBe(options.length);
  });

  test('refers only to its own settings in goesWith and excludes', () => {
    for (const [, row] of all) {
      for (const other of [row.goesWith, row.excludes]) {
        if (other !== undefined) expect([...spec.rows.keys()]).toContain(other);
      }
    }
  });

  test('describes its options in whole sentences', () => {
    for (const { help, details, facts } of optionList(spec)) {
      expect(help).toMatch(/^[A-Z`].*\.$/);
      for (const text of [details, facts]) expect(text).toMatch(/^$|^[A-Z].*\.$/);
    }
  });
});

test('td-master knows the keys of the steps of its pipeline, except those that it chooses itself', () => {
  const steps = ['td-partition', 'td-probe', 'td-dispatch', 'td-wait', 'td-compose'] as const;
  const keys = [...keyedSettings()].filter(([, { row }]) => steps.some((step) => step in row.commands));
  const unknown = keys.filter(([, { row }]) => !('td-master' in row.commands)).map(([key]) => key);
  expect(unknown).toEqual(['grid', 'seconds']);
});

test('no two settings share an option or a variable', () => {
  const variables = rows.flatMap(([, { env }]) => (env ? [env] : []));
  expect(new Set(variables).size).toBe(variables.length);
  for (const [, { options }] of rows) {
    for (const option of options) expect(option).toMatch(/^(-[a-zA-Z]|--[a-z]+(-[a-z]+)*)$/);
  }
});

test.each(rows.filter(([, { type }]) => type === 'flag'))('%s has an option that turns it off', (_, row) => {
  expect(row.options.some((option) => option.startsWith('--'))).toBe(true);
});

test.each(rows)('%s belongs to a command, and its value has a name', (_, row) => {
  expect(Object.keys(row.commands).length).toBeGreaterThan(0);
  for (const command of Object.keys(row.commands)) expect(names).toContain(command);
  expect(row.value === undefined).toBe(isSwitch(row.type));
  expect(row.choices === undefined).toBe(row.type !== 'choice');
  if (row.type === 'text') expect(row.noun).toBeDefined();
});
