import type { SettingRows } from './setting-row.ts';

export const imageSettings = {
  nodes: {
    options: ['-n'],
    type: 'count >= 1',
    value: 'N',
    noun: 'bands',
    help: 'Number of bands: at most one for each row and, if there are hosts, one for each host.',
    defaultText: 'one for each host',
    commands: { 'td-master': {}, 'td-partition': {} },
  },
  width: {
    options: ['-x'],
    type: 'count >= 1',
    value: 'WIDTH',
    noun: 'columns',
    help: 'Columns of the whole image.',
    commands: {
      'td-master': { required: true },
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
      'td-dispatch': { required: true },
      'td-worker': { instead: true },
      'td-compose': { help: 'Rows of the whole image. Required with bands on stdin.' },
    },
  },
  scene: {
    options: ['--scene'],
    type: 'text',
    value: 'FILE',
    noun: 'a file',
    help: 'POV-Ray scene, at the same path on every host.',
    env: 'TD_SCENE',
    commands: {
      'td-master': {
        defaultText:
          "`/opt/povray/share/povray-3.7/scenes/objects/blob.pov`, the original's, where it is installed; else an example that comes with td-master",
      },
      'td-dispatch': { required: true },
      'td-worker': { help: 'POV-Ray scene.', env: null, instead: true },
    },
  },
} as const satisfies SettingRows;
