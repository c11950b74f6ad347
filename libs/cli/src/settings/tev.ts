import type { SettingRows } from './setting-row.ts';

export const tevSettings = {
  tev: {
    options: ['--tev'],
    type: 'address',
    value: 'HOST:PORT',
    help: 'Show each band as soon as it is done in the image viewer tev, which listens there; by default, tev listens at `127.0.0.1:14158`.',
    details: 'The pixels are sent in linear light. If the viewer is not there or goes away, the job goes on.',
    defaultText: 'no viewer',
    env: 'TD_TEV',
    commands: { 'td-master': {} },
  },
} as const satisfies SettingRows;
