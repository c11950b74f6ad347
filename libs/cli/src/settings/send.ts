import type { SettingRows } from './setting-row.ts';

/** What is sent to hosts that share no folder with this machine. */
export const sendSettings = {
  send: {
    options: ['--send'],
    names: 'input',
    type: 'texts',
    value: 'PATH',
    noun: 'a file or a folder',
    help: 'Another file, or a folder with all that is in it, to send to hosts that have no td-worker, or do not share the job folder. May be given several times.',
    details:
      'The scene, what it includes, and its images, fonts and data are sent anyway. Only a file whose name the scene computes needs this option.',
    defaultText: 'only what the scene names',
    commands: { 'td-master': {}, 'td-dispatch': {}, 'td-check': {} },
  },
  sendLimit: {
    options: ['--send-limit'],
    type: 'size',
    value: 'SIZE',
    noun: 'a size',
    default: 256 * 2 ** 20,
    defaultText: '256 MiB',
    help: 'Maximum size of what is sent to a host, all files together, in MiB; with `K`, `M` or `G` after the number, in KiB, MiB or GiB.',
    commands: { 'td-master': {}, 'td-dispatch': {}, 'td-check': {} },
  },
} as const satisfies SettingRows;
