import type { SettingRows } from './setting-row.ts';

/** Settings about one band, for the commands that run on a host. */
export const bandSettings = {
  rows: {
    options: ['--rows'],
    type: 'rows',
    value: 'A-B',
    help: 'First and last row, counted from 1, both included: `151-300`.',
    commands: {
      'td-crop': { required: true },
      'td-worker': { help: 'First and last row of the band: `151-300`.', instead: true },
      'td-mark-done': { help: 'Rows of the part: `151-300`.', defaultText: 'the line has no rows' },
    },
  },
  band: {
    options: ['--band'],
    type: 'flag',
    help: 'Name the part after its rows (`rows-000151-000300.png`), and write the rows to the lockfile.',
    defaultText: 'the part is named after the host, or after its rows if there is `--rows`',
    commands: { 'td-worker': {} },
  },
  blocks: {
    options: ['--blocks'],
    type: 'rows',
    value: 'A-B',
    noun: 'first and last block, such as 8-13',
    help: 'Render only these blocks of the band, and put them into the job folder for the worker that renders the band. They are counted from 1, row by row, and lie in one row of blocks. Needs --job.',
    details:
      'With this option, td-dispatch lets hosts [share a row of blocks](../architecture.md#how-a-row-of-blocks-is-shared).',
    defaultText: 'the whole band is rendered',
    commands: { 'td-worker': {} },
  },
  host: {
    options: ['--host'],
    type: 'host',
    value: 'NAME',
    help: 'Name of this host.',
    defaultText: "this machine's name",
    commands: { 'td-worker': {}, 'td-mark-done': { help: 'Name of the host that has finished.' } },
  },
  job: {
    options: ['--job'],
    type: 'job',
    value: 'ID',
    help: 'Publish the part only while the job folder holds the job with this ID.',
    defaultText: 'any open job',
    commands: {
      'td-worker': {},
      'td-mark-done': { help: 'Write the line only while the job folder holds the job with this ID.' },
      'td-crop': {
        help: 'ID of the job that the part belongs to: td-compose then joins it without decoding it.',
        details:
          'It is the `id` in the [.td-job.json](../job-folder.md#td-jobjson) of the job folder. Formats other than PNG cannot hold it.',
        defaultText: 'none',
      },
    },
  },
  lifeline: {
    options: ['--lifeline'],
    type: 'flag',
    help: 'Stop when stdin ends, or is silent for 15 s.',
    defaultText: 'stdin is not read',
    commands: { 'td-worker': {} },
  },
  progress: {
    options: ['--progress'],
    type: 'flag',
    help: 'Write progress to stdout, at most once a second, and the result at the end.',
    details:
      'These are `running`, `split`, `ended` and `failed` [lines](../line-format.md#what-a-worker-says).',
    defaultText: 'nothing is written to stdout',
    commands: { 'td-worker': {} },
  },
  alive: {
    options: ['--alive'],
    type: 'seconds > 0',
    value: 'SECONDS',
    default: 5,
    help: 'Seconds after which `--progress` writes the same percentage again while POV-Ray traces.',
    commands: { 'td-worker': {} },
  },
  renderer: {
    options: ['--povray'],
    synonyms: ['renderer'],
    type: 'text',
    value: 'PROGRAM',
    noun: 'a program',
    help: 'POV-Ray to run.',
    defaultText: "`povray` on PATH, else the original's path",
    commands: {
      'td-master': { help: 'POV-Ray to run on every host.' },
      'td-probe': { env: 'TD_POVRAY' },
      'td-dispatch': { help: 'POV-Ray to run on every host.' },
      'td-check': { help: 'POV-Ray to run on every host.' },
      'td-worker': { env: 'TD_POVRAY' },
    },
  },
} as const satisfies SettingRows;
