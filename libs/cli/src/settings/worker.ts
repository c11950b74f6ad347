import { choicesOf } from './choices-of.ts';
import type { SettingRows } from './setting-row.ts';

/** The names of the kinds of workers in libs/work that can be asked for by name. */
const kinds = choicesOf({
  auto: 'for each host, `ours` or `bare`',
  bare: 'none',
  ours: 'td-worker',
  original: 'the worker of the original scripts',
});

const probes = choicesOf({
  costs: 'what the rows of that picture cost, and how long a launch takes',
  picture: 'the picture, too',
});

export const workerSettings = {
  probe: {
    options: ['--probe'],
    type: 'choice',
    choices: probes.choices,
    value: 'WHAT',
    help: `Render rows of a small picture for td-probe, and print how long they take. ${probes.help}`,
    defaultText: 'render a band',
    commands: { 'td-worker': {} },
  },
  worker: {
    options: ['--worker'],
    type: 'text',
    value: 'COMMAND',
    noun: 'a command',
    help: 'Command line of the worker, as a shell on the host reads it. `bare`: the host only runs POV-Ray, and needs no shared folder. `auto`: td-worker, if the host has it in this version and sees the job folder, else `bare`; td-master also takes `bare` for small images of quick jobs.',
    defaultText: '`auto`; on this machine, the td-worker that came with this command',
    env: 'TD_WORKER',
    commands: {
      'td-master': {},
      'td-dispatch': {},
      'td-probe': { help: 'Command line of td-worker, as a shell on the host reads it.' },
      'td-check': {},
    },
  },
  workerKind: {
    options: ['--worker-kind'],
    type: 'choice',
    choices: kinds.choices,
    value: 'KIND',
    help: `Which worker COMMAND is. ${kinds.help}`,
    defaultText:
      "`original` if the name of the worker's program ends in `.sh`, `ours` for another command, else `auto`",
    env: 'TD_WORKER_KIND',
    commands: { 'td-master': {}, 'td-dispatch': {}, 'td-check': {} },
  },
  workerFolder: {
    options: ['--worker-folder'],
    type: 'text',
    value: 'FOLDER',
    noun: 'a folder',
    completes: 'folders',
    default: '/glusterfs/povray',
    help: "Folder in which the original's worker puts its part, whichever job folder it is given.",
    env: 'TD_WORKER_FOLDER',
    commands: { 'td-master': {}, 'td-dispatch': {}, 'td-check': {} },
  },
  compat: {
    options: ['--compat'],
    type: 'flag',
    help: "Write the same files as the original's workers: parts named after hosts, lines without rows.",
    details: 'Bands are then never given to another host.',
    env: 'TD_COMPAT',
    commands: { 'td-master': {}, 'td-dispatch': {}, 'td-check': {} },
  },
  slots: {
    options: ['--slots'],
    type: 'count >= 1',
    value: 'N',
    noun: 'workers',
    default: 1,
    help: 'Number of bands that this host renders at the same time: each POV-Ray gets its share of the processors and the memory.',
    commands: { 'td-worker': {} },
  },
  keepState: {
    options: ['--keep-state'],
    type: 'flag',
    help: 'Keep the finished blocks of a failed attempt in the job folder, so that another host can continue it.',
    details: 'Only td-worker can do that.',
    defaultText: "they stay on the host's own disk, so that the same host can continue it",
    env: 'TD_KEEP_STATE',
    commands: {
      'td-master': {},
      'td-dispatch': {},
      'td-worker': {
        help: 'Keep the finished blocks of a failed attempt in the job folder.',
        env: null,
      },
    },
  },
} as const satisfies SettingRows;
