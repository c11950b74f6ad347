import { expect, test } from 'vitest';
import { parseCommand } from '../src/parse-command.ts';
import { settings } from '../src/settings/table.ts';
import { settingsCommand } from '../src/settings-command.ts';
import type { TdContext } from '../src/td-command.ts';

class Compose extends settingsCommand('td-compose') {
  execute() {
    return Promise.resolve(0);
  }
}

class Dispatch extends settingsCommand('td-dispatch') {
  execute() {
    return Promise.resolve(0);
  }
}

const contextOf = (env: Record<string, string>) => ({ env }) as unknown as TdContext;
const dispatch = (words: string, env: Record<string, string> = {}) =>
  parseCommand(Dispatch, words.split(' '), contextOf(env));

const ways = settings.via.choices;
const required = '-x 8 -y 6 -p job --scene a.pov';

test('returns the typed values of all settings, with their defaults', () => {
  const values: { width: number; jobs: number | null; via: (typeof ways)[number] } =
    dispatch(required).settings;
  expect(values).toEqual({
    width: 8,
    height: 6,
    folder: 'job',
    scene: 'a.pov',
    renderer: null,
    force: 0,
    join: false,
    resume: false,
    hosts: null,
    user: null,
    weights: null,
    via: 'auto',
    acceptNew: false,
    jobs: null,
    worker: null,
    workerKind: null,
    workerFolder: '/glusterfs/povray',
    compat: false,
    keepState: false,
    send: null,
    sendLimit: 2 ** 28,
    retries: 2,
    split: true,
    reassign: false,
    timeout: null,
    stall: null,
    json: false,
    joblog: null,
    config: true,
    showConfig: false,
    dryRun: false,
    preview: true,
    progressStyle: 'auto',
    quiet: false,
  });
});

test('the command line overrides the environment, which overrides the defaults', () => {
  const env = {
    TD_RETRIES: '5',
    TD_TIMEOUT: '1.5',
    TD_COMPAT: 'Yes',
    TD_JOBS: '',
    TD_STALL: 'x',
    TD_SCENE: 'e',
  };
  const { values, sources } = dispatch(`${required} --retries 2 --stall 3 --no-compat`, env).allSettings;
  expect(values).toMatchObject({
    retries: 2,
    timeout: 1.5,
    compat: false,
    jobs: null,
    stall: 3,
    scene: 'a.pov',
  });
  expect(sources).toMatchObject({
    retries: 'command line',
    timeout: 'environment',
    compat: 'command line',
    jobs: 'default',
    stall: 'command line',
    via: 'default',
  });
});

test('a required setting can come from a variable', () => {
  expect(dispatch('-x 8 -y 6', { TD_FOLDER: 'job', TD_SCENE: 'a.pov' }).settings).toMatchObject({
    folder: 'job',
    scene: 'a.pov',
  });
});

test.each([
  ['-x 8 -y 6 -p job', {}, 'Expected --scene FILE, got none'],
  [
    `${required} --retries -1`,
    {},
    '--retries: Expected a value, got "-1" (if that is the value: --retries=-1)',
  ],
  [
    `${required} --retries=-1`,
    {},
    '--retries: Expected a whole number of retries from 0 to 999999999, got "-1"',
  ],
  [`${required} --via pigeon`, {}, `--via: Expected one of ${ways.join(', ')}, got "pigeon"`],
  [`${required} --worker=`, {}, '--worker: Expected a command, got ""'],
  [`${required} -f --join`, {}, 'Expected -f or --join, got both'],
  [required, { TD_TIMEOUT: 'x' }, 'TD_TIMEOUT: Expected seconds above 0, got "x"'],
  [required, { TD_TIMEOUT: '0' }, 'TD_TIMEOUT: Expected seconds above 0, got "0"'],
  [required, { TD_STALL: '3e9' }, 'TD_STALL: Expected at most 2147483 seconds, got "3e9"'],
  [required, { TD_VIA: 'auto ' }, `TD_VIA: Expected one of ${ways.join(', ')}, got "auto "`],
  [
    required,
    { TD_COMPAT: 'maybe' },
    'TD_COMPAT: Expected one of 1, true, yes, on, 0, false, no, off, got "maybe"',
  ],
])('refuses %s with %j', (words, env, message) => {
  expect(() => dispatch(words, env).settings).toThrow(message);
});

test.each(['1', 'true', 'YES', 'on'])('TD_ACCEPT_NEW=%s turns it on', (word) => {
  expect(dispatch(required, { TD_ACCEPT_NEW: word }).settings.acceptNew).toBe(true);
});

test.each(['0', 'false', 'no', 'OFF', ''])('TD_ACCEPT_NEW=%s leaves it off', (word) => {
  expect(dispatch(required, { TD_ACCEPT_NEW: word }).settings.acceptNew).toBe(false);
});

test('-c and -p of td-compose go together, and TD_FOLDER does not set -p', () => {
  const compose = (...words: string[]) =>
    parseCommand(Compose, words, contextOf({ TD_FOLDER: '/job' })).settings;
  const message = 'Expected -c and -p FOLDER together, got one';
  expect(() => compose('-o', 'a.png', '-c')).toThrow(message);
  expect(() => compose('-o', 'a.png', '-pjob')).toThrow(message);
  expect(compose('-o', 'a.png', '-cpjob')).toMatchObject({ clean: true, folder: 'job' });
  expect(compose('-o', 'a.png')).toMatchObject({ clean: false, folder: null });
});

test('reads 16,000 operands at once', () => {
  const parts = Array.from({ length: 16_000 }, (_, i) => `/job/rows-${i}.png`);
  const start = performance.now();
  const command = parseCommand(Compose, ['-o', 'a.png', ...parts, '-y', '16000'], contextOf({}));
  expect(command.settings.height).toBe(16_000);
  expect(performance.now() - start).toBeLessThan(200);
  expect(command.context.operands).toEqual(parts);
});

test('an option may be given several times, and a size has a unit', () => {
  const { send, sendLimit } = dispatch(`${required} --send a --send=-b --send-limit 3G`).settings;
  expect([send, sendLimit]).toEqual([['a', '-b'], 3 * 2 ** 30]);
  for (const size of ['0', '1.5', '-1', 'x', '3T', '99999999999G']) {
    expect(() => dispatch(`${required} --send-limit=${size}`).settings).toThrow('Expected a size in MiB');
  }
  expect(() => dispatch(`${required} --send=`).settings).toThrow('Expected a file or a folder');
});
