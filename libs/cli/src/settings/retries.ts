import type { SettingRows } from './setting-row.ts';

export const retrySettings = {
  retries: {
    options: ['--retries'],
    type: 'count >= 0',
    value: 'N',
    noun: 'retries',
    default: 2,
    help: 'How many times a band is tried again after its first attempt has failed.',
    env: 'TD_RETRIES',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  reassign: {
    options: ['--reassign'],
    type: 'flag',
    default: false,
    help: 'Let another host try a band whose host has failed.',
    commands: {
      'td-master': {
        default: true,
        help: 'Let only the same host try a band again.',
        defaultText: 'another host tries it',
      },
      'td-dispatch': { defaultText: 'only the same host tries it again' },
    },
  },
  timeout: {
    options: ['--timeout'],
    type: 'seconds > 0',
    value: 'SECONDS',
    help: 'Time limit for one attempt at a band, in seconds.',
    defaultText: 'none',
    env: 'TD_TIMEOUT',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  stall: {
    options: ['--stall'],
    type: 'seconds > 0',
    value: 'SECONDS',
    help: 'Maximum time without any output from the worker, in seconds.',
    defaultText: 'none',
    env: 'TD_STALL',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
  deadline: {
    options: ['--deadline'],
    type: 'seconds > 0',
    value: 'SECONDS',
    help: 'Time limit for the whole job, in seconds; then the exit code is 124.',
    defaultText: 'none',
    env: 'TD_DEADLINE',
    commands: {
      'td-master': {},
      'td-wait': { help: 'Time limit for all bands, in seconds; then the exit code is 124.' },
    },
  },
  grace: {
    options: ['--grace'],
    type: 'seconds >= 0',
    value: 'SECONDS',
    default: 10,
    help: 'Seconds to wait for the lockfile line after the worker has exited, and for the part after its line.',
    env: 'TD_GRACE',
    commands: { 'td-master': {}, 'td-wait': {} },
  },
} as const satisfies SettingRows;
