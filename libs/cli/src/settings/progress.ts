import type { SettingRows } from './setting-row.ts';

const styles = ['auto', 'bar', 'plain', 'json', 'none'] as const;

const what = 'How to show on stderr what happens: `bar`, `plain`, `json`, `none` or `auto`.';

const details =
  'With `bar`, the job is drawn at the bottom of the terminal: a line for each host, and one for the job, with the remaining time. `plain` writes a line when a band is started, done, tried again or split, when a host is quarantined, and every 10 %, with the remaining time. `json` writes [JSON lines](../progress.md#json-lines). Without a terminal, `bar` is `plain`.';

export const progressSettings = {
  progressStyle: {
    options: ['--progress'],
    synonyms: ['bar'],
    type: 'choice',
    choices: styles,
    value: 'STYLE',
    default: 'auto',
    help: `${what} \`auto\` is \`none\`.`,
    details,
    env: 'TD_PROGRESS',
    commands: {
      'td-master': {
        help: `${what} \`auto\` is \`bar\` on a terminal, else \`none\`.`,
      },
      'td-dispatch': {},
      'td-wait': {},
      'td-progress': {
        help: `${what} \`auto\` is \`bar\` on a terminal, else \`plain\`.`,
      },
    },
  },
  quiet: {
    options: ['--quiet'],
    type: 'flag',
    help: 'Write only errors to stderr.',
    commands: {
      'td-master': { help: "Write only errors. The original's lines on stdout are left out, too." },
      'td-dispatch': {},
      'td-wait': {},
    },
  },
} as const satisfies SettingRows;

export type ProgressStyle = (typeof styles)[number];
