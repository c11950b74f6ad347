import type { SettingRows } from './setting-row.ts';

/** What a job would do, without doing it. */
export const checkSettings = {
  check: {
    options: ['--check'],
    key: null,
    type: 'flag',
    help: 'Ask all hosts whether they can render the job, print a table, and exit: 1 if the job would fail.',
    details: 'It does what [td-check](td-check.md) does, and uses what is known about the job.',
    excludes: 'printPipeline',
    commands: { 'td-master': {} },
  },
  dryRun: {
    options: ['--dry-run'],
    key: null,
    type: 'flag',
    help: 'Print what would run where, one command for each band, for a POSIX shell, and exit. No host is asked, and nothing is written.',
    excludes: 'resume',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
} as const satisfies SettingRows;
