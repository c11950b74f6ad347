import type { SettingRows } from './setting-row.ts';

/** JSON of a command whose own output is none. */
const forConfig = {
  help: 'With --show-config: write JSON.',
  defaultText: 'a table',
  needs: ['showConfig'],
} as const;

export const outputSettings = {
  output: {
    options: ['-o'],
    key: 'output',
    synonyms: ['out', 'image', 'picture'],
    rendererSwitch: 'O',
    names: 'output',
    type: 'text',
    value: 'OUTPUT|-',
    noun: 'a file',
    help: 'File to write; its extension gives the format. `-` is stdout.',
    commands: {
      'td-master': {
        value: 'OUTPUT',
        help: 'Image to write; its extension gives the format.',
        defaultText: '`/tmp/output_<WIDTH>x<HEIGHT>_<N>_nodes_<YYYY_MM_DD_HH:MM:SS>.png`, as in the original',
      },
      'td-probe': { value: 'FILE', help: 'Small picture to write, a PNG.', defaultText: 'none' },
      'td-compose': { required: true },
      'td-crop': { default: '-', defaultText: 'stdout' },
      'td-report': {
        value: 'FILE|-',
        default: '-',
        help: 'Report to write; its extension gives the format: .txt, .html, .svg, .csv or .json. `-` is text on stdout.',
        defaultText: 'text on stdout',
      },
    },
  },
  verify: {
    options: ['--verify'],
    type: 'flag',
    help: 'Inflate and check every part.',
    defaultText: 'parts of the job are checked by their marks, checksums and lengths',
    commands: { 'td-master': {}, 'td-compose': {} },
  },
  json: {
    options: ['--json'],
    key: null,
    type: 'flag',
    help: 'Write JSON lines.',
    defaultText: 'lines with columns separated by tabs',
    commands: {
      'td-master': {
        help: 'With --show-config or --check: write JSON.',
        defaultText: 'a table',
        needs: ['showConfig', 'check'],
      },
      'td-partition': {},
      'td-probe': forConfig,
      'td-check': {
        help: 'Write one JSON object for each host, each on a line of its own.',
        defaultText: 'a table',
      },
      'td-dispatch': {},
      'td-wait': {},
      'td-progress': forConfig,
      'td-compose': forConfig,
      'td-view': forConfig,
    },
  },
  joblog: {
    options: ['--joblog'],
    synonyms: ['log'],
    names: 'output',
    type: 'text',
    value: 'FILE',
    noun: 'a file',
    help: 'File for the record of the job: JSON lines, one about every attempt at a band.',
    details:
      'See [joblog](../joblog.md) for its fields. An existing file is overwritten; with `--resume`, lines are appended to it.',
    defaultText: 'none',
    env: 'TD_JOBLOG',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  printPipeline: {
    options: ['--print-pipeline'],
    key: null,
    synonyms: ['pipeline'],
    type: 'flag',
    help: 'Print the commands that do the same, for a POSIX shell, and exit.',
    commands: { 'td-master': {} },
  },
} as const satisfies SettingRows;
