import type { SettingRows } from './setting-row.ts';

/** The commands that read settings files. What runs on hosts does not: it runs in whatever folder. */
const readers = {
  'td-master': {},
  'td-partition': {},
  'td-probe': {},
  'td-check': {},
  'td-dispatch': {},
  'td-wait': {},
  'td-progress': {},
  'td-compose': {},
  'td-view': {},
} as const;

/** Settings about settings. */
export const configSettings = {
  config: {
    options: ['--config'],
    key: null,
    synonyms: ['settings'],
    type: 'flag',
    default: true,
    help: 'Read no settings files.',
    takesNone: 'settings files have fixed names and places',
    details: 'See [settings](../settings.md). `--config` reads them even if `TD_CONFIG` is `off`.',
    defaultText: '`./task-distributor.toml`, and `config.toml` in `~/.config/task-distributor`, are read',
    env: 'TD_CONFIG',
    commands: readers,
  },
  showConfig: {
    options: ['--show-config'],
    key: null,
    synonyms: ['print-config', 'show-settings'],
    type: 'flag',
    help: 'Print every setting, where its value comes from, and the value; then exit. With --json: a JSON line for each.',
    commands: readers,
  },
} as const satisfies SettingRows;
