import type { SettingRows } from './setting-row.ts';

export const previewSettings = {
  preview: {
    options: ['--preview'],
    type: 'flag',
    default: true,
    help: 'Put no small pictures of running bands into the job folder, and no picture of the probe.',
    details: 'They are what td-view shows. Only td-worker makes them for bands.',
    defaultText: 'one for each band, first after 3 s, and then again and again',
    env: 'TD_PREVIEW',
    commands: {
      'td-master': {},
      'td-dispatch': { help: 'Put no small pictures of running bands into the job folder.' },
      'td-worker': {
        help: 'Put no small pictures of the band into the job folder while it is rendered.',
        defaultText: 'one after 3 s, and then again and again',
        env: null,
      },
    },
  },
} as const satisfies SettingRows;
