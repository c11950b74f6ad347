import type { SettingRows } from './setting-row.ts';

export const imageSettings = {
  nodes: {
    options: ['-n'],
    type: 'count >= 1',
    value: 'N',
    noun: 'bands',
    help: 'Number of bands: at most one for each row and, if there are hosts, one for each host.',
    defaultText: 'one for each host',
    commands: {
      'td-master': {
        help: 'Number of bands: at most one for each row. If there are more bands than hosts, each goes to a host that is free.',
      },
      'td-partition': {},
    },
  },
  bands: {
    options: ['--bands'],
    type: 'count >= 1',
    value: 'N',
    noun: 'bands',
    help: 'Number of bands that name no host: at most one for each row. td-dispatch gives each to a host that is free.',
    defaultText: '`-n`',
    excludes: 'nodes',
    commands: { 'td-partition': {} },
  },
  width: {
    options: ['-x'],
    type: 'count >= 1',
    value: 'WIDTH',
    noun: 'columns',
    help: 'Columns of the whole image.',
    commands: {
      'td-master': { required: true },
      'td-probe': { required: true },
      'td-dispatch': { required: true },
      'td-worker': { instead: true },
    },
  },
  height: {
    options: ['-y'],
    type: 'count >= 1',
    value: 'HEIGHT',
    noun: 'rows',
    help: 'Rows of the whole image.',
    commands: {
      'td-master': { required: true },
      'td-partition': { required: true },
      'td-probe': { required: true },
      'td-dispatch': { required: true },
      'td-worker': { instead: true },
      'td-compose': { help: 'Rows of the whole image. Required with bands on stdin.' },
    },
  },
  cost: {
    options: ['--cost'],
    type: 'text',
    value: 'FILE|-',
    noun: 'a file',
    help: 'Cut into bands that take equal time. FILE has lines with the first row, the last row and the seconds for these rows, as td-probe prints them. `-` is stdin.',
    defaultText: 'bands have equal numbers of rows',
    commands: { 'td-partition': {} },
  },
  grid: {
    options: ['--grid'],
    type: 'count >= 1',
    value: 'ROWS',
    noun: 'rows',
    default: 1,
    help: 'Cut only at multiples of ROWS rows, if there are enough of them.',
    details:
      'With anti-aliasing of method 1, POV-Ray renders whole [blocks](../architecture.md#exactness) of 32 rows, or of `+BSn`. A cut between two rows of blocks saves rendering rows twice.',
    commands: { 'td-partition': {} },
  },
  seconds: {
    options: ['--seconds'],
    type: 'seconds > 0',
    value: 'SECONDS',
    default: 1,
    help: 'Processor time, in seconds, that the small pictures may take; never more than 3 % of what the image is expected to take.',
    commands: { 'td-probe': {} },
  },
  scene: {
    options: ['--scene'],
    type: 'text',
    value: 'FILE',
    noun: 'a file',
    help: 'POV-Ray scene. Hosts with td-worker read it at the same path; others are sent it.',
    env: 'TD_SCENE',
    commands: {
      'td-master': {
        defaultText:
          "`/opt/povray/share/povray-3.7/scenes/objects/blob.pov`, the original's, where it is installed; else an example that comes with td-master",
      },
      'td-probe': { required: true, help: 'POV-Ray scene.' },
      'td-dispatch': { required: true },
      'td-worker': { help: 'POV-Ray scene.', env: null, instead: true },
    },
  },
} as const satisfies SettingRows;
