import type { SettingRows } from './setting-row.ts';

/** What is sent to hosts that share no folder with this machine. */
export const sendSettings = {
  send: {
    options: ['--send'],
    type: 'texts',
    value: 'PATH',
    noun: 'a file or a folder',
    help: 'A file, or a folder with all that is in it, to send to hosts that share no folder with this machine. May be given several times.',
    details:
      'The scene, what it includes, and its images, fonts and data are sent in any case. A file whose name the scene computes is not: it needs this option.',
    defaultText: 'the files that the scene names',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  sendLimit: {
    options: ['--send-limit'],
    type: 'size',
    value: 'SIZE',
    noun: 'a size',
    default: 256 * 2 ** 20,
    defaultText: '256 MiB',
    help: 'Largest size of all files that are sent to a host: a number of MiB, or with `K`, `M` or `G` for KiB, MiB or GiB.',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
} as const satisfies SettingRows;
