import type { SettingRows } from './setting-row.ts';

export const viewSettings = {
  port: {
    options: ['--port'],
    key: null,
    type: 'count >= 0',
    value: 'PORT',
    help: 'Port of the page, on 127.0.0.1.',
    defaultText: 'a free one',
    excludes: 'html',
    commands: { 'td-view': {} },
  },
  open: {
    options: ['--open'],
    key: null,
    type: 'flag',
    help: 'Open the page in the browser.',
    excludes: 'html',
    commands: { 'td-view': {} },
  },
  html: {
    options: ['--html'],
    key: null,
    type: 'text',
    value: 'FILE',
    noun: 'a file',
    help: 'Write the page as it is now into one file that needs nothing else, and exit. The picture in it is at most 1600 pixels wide.',
    commands: { 'td-view': {} },
  },
} as const satisfies SettingRows;
