import type { SettingRows } from './setting-row.ts';

export const jobSettings = {
  folder: {
    options: ['-p'],
    key: 'folder',
    synonyms: ['path', 'job-folder', 'directory', 'dir'],
    names: 'output',
    type: 'text',
    value: 'FOLDER',
    noun: 'a folder',
    completes: 'folders',
    help: 'Job folder; it is created if it does not exist. Hosts with td-worker use it at the same path, others do not need it.',
    env: 'TD_FOLDER',
    commands: {
      'td-master': {
        defaultText:
          'a new folder in `TMPDIR` or `/tmp`, which other machines do not see, and which is removed when the image is written',
      },
      'td-check': {
        help: 'Job folder that hosts with td-worker are to use.',
        defaultText: 'a new folder in `TMPDIR` or `/tmp`, which hosts need not see',
      },
      'td-dispatch': { required: true },
      'td-wait': { required: true, help: 'Job folder.' },
      'td-worker': {
        help: 'Job folder. It is created if it does not exist, and so is its lockfile.',
        env: null,
        instead: true,
      },
      'td-mark-done': { required: true, help: 'Job folder.' },
      'td-view': { required: true, help: 'Job folder. It does not have to exist yet.' },
      'td-compose': { help: 'Job folder, for `-c`.', env: null, key: null, goesWith: 'clean' },
    },
  },
  clean: {
    options: ['-c', '--clean'],
    key: 'clean',
    synonyms: ['cleanup', 'remove'],
    type: 'flag',
    help: 'Remove the parts, the job file and the lockfile once the image is whole.',
    defaultText: 'they stay',
    commands: {
      'td-master': { details: 'Without it, the next job in the folder is refused unless there is `-f`.' },
      'td-compose': {
        help: 'Remove the parts, the job file and the lockfile from FOLDER afterwards.',
        key: null,
      },
    },
  },
  force: {
    options: ['-f'],
    synonyms: ['force', 'overwrite'],
    type: 'counter',
    help: 'Take over the lockfile of an abandoned job or of a script; `-ff`: of any job.',
    details: 'Also begins anew if bands of the same job are finished.',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  join: {
    options: ['--join'],
    key: null,
    type: 'flag',
    help: 'Use the lockfile that another program has created.',
    excludes: 'force',
    commands: { 'td-dispatch': {} },
  },
  resume: {
    options: ['--resume'],
    key: null,
    synonyms: ['continue'],
    type: 'flag',
    help: 'Continue the job in the folder: render only the bands whose parts are missing.',
    details: 'Takes over the lockfile of a master that is no longer running.',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
} as const satisfies SettingRows;
