import { choicesOf } from './choices-of.ts';
import type { SettingRows } from './setting-row.ts';

/** The names of the kinds of workers in libs/work that can be asked for by name. */
const kinds = choicesOf({
  ours: 'td-worker',
  original: 'the worker of the original scripts',
});

export const workerSettings = {
  worker: {
    options: ['--worker'],
    type: 'text',
    value: 'COMMAND',
    noun: 'a command',
    help: 'Command line of the worker, as a shell on the host reads it.',
    defaultText: '`td-worker`; on this machine the one that came with this command',
    env: 'TD_WORKER',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  workerKind: {
    options: ['--worker-kind'],
    type: 'choice',
    choices: kinds.choices,
    value: 'KIND',
    help: `Which worker COMMAND is. ${kinds.help}`,
    defaultText: "`original` if the name of the worker's program ends in `.sh`, else `ours`",
    env: 'TD_WORKER_KIND',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  workerFolder: {
    options: ['--worker-folder'],
    type: 'text',
    value: 'FOLDER',
    noun: 'a folder',
    default: '/glusterfs/povray',
    help: "Folder in which the original's worker puts its part, whatever job folder it gets.",
    env: 'TD_WORKER_FOLDER',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  compat: {
    options: ['--compat'],
    type: 'flag',
    help: "Write the same files as the original's workers: parts named after hosts, lines without rows.",
    details: 'Bands are then never given to another host.',
    env: 'TD_COMPAT',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
} as const satisfies SettingRows;
