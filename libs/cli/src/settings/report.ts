import { choicesOf } from './choices-of.ts';
import type { SettingRows } from './setting-row.ts';

const averages = choicesOf({
  median: 'the middle one, which a single bad run does not change',
  mean: "as in the tables of the original's author",
});

/** Settings for reports, and for series of runs that are compared in one. */
export const reportSettings = {
  report: {
    options: ['--report'],
    key: null,
    type: 'text',
    value: 'FILE',
    noun: 'a file',
    help: 'Write a report at the end of the job, even if it fails; the extension gives the format, as with td-report.',
    details: 'A file that cannot be written is refused before the job begins.',
    defaultText: 'none',
    commands: { 'td-master': {} },
  },
  bench: {
    options: ['--bench'],
    key: null,
    type: 'counts',
    value: 'N,N,...',
    noun: 'hosts',
    help: 'Measure the speedup: run the job with the first N hosts of the list, for each N, several times, and print the report.',
    details:
      'Each run has a job folder of its own. See [how to measure the speedup](../speedup.md). The report compares all runs that have left logs in `--bench-logs`.',
    defaultText: 'the job runs once',
    commands: { 'td-master': {} },
  },
  runs: {
    options: ['--runs'],
    key: null,
    type: 'count >= 1',
    value: 'N',
    noun: 'runs',
    help: 'With `--bench`: number of runs for each number of hosts.',
    defaultText: '5',
    commands: { 'td-master': {} },
  },
  benchLogs: {
    options: ['--bench-logs'],
    key: null,
    type: 'text',
    value: 'FOLDER',
    noun: 'a folder',
    help: "With `--bench`: folder for the logs of its runs, each in the original's form and as a joblog.",
    defaultText: '`td-bench-<YYYY_MM_DD_HH:MM:SS>` in the current folder',
    commands: { 'td-master': {} },
  },
  average: {
    options: ['--average'],
    key: null,
    type: 'choice',
    choices: averages.choices,
    value: 'HOW',
    default: 'median',
    help: `How the times of repeated runs are averaged. ${averages.help}`,
    commands: { 'td-report': {} },
  },
} as const satisfies SettingRows;
