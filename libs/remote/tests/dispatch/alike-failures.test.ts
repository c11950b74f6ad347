import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AttemptEnded, type Band, isBand, type JobEvent } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { AlikeFailures } from '../../src/dispatch/alike-failures.ts';
import { dispatch, type DispatchOptions, type Launcher, launchers } from '../../src/index.ts';
import { shellWorker } from '../shell-worker.ts';

let folder: string;
let launcher: Launcher;
let options: Omit<DispatchOptions, 'worker'>;
let seen: JobEvent[];

beforeEach(() => {
  folder = temporaryFolder();
  launcher = launchers.local();
  seen = [];
  options = {
    height: 60,
    hosts: { listed: listed('a', 'b', 'c', 'd', 'e', 'f'), home: null, maxWorkers: 8 },
    retry: { retries: 2, reassign: true, untilPartShowsMs: 200 },
    job: {
      confirm: () => Promise.resolve(),
      removePart: () => Promise.resolve(),
      isFinished: () => Promise.resolve(false),
      checkOwned: () => Promise.resolve(),
      checkInput: () => Promise.resolve(),
      acceptPart: () => Promise.resolve(),
    },
  };
});

afterEach(() => launcher.close());

function listed(...names: string[]) {
  return names.map((name) => ({ address: { user: null, name, port: null }, slots: 1, weight: 1 }));
}

/** Six bands of the hosts, or fewer. */
async function* bands(count = 6, hosts: readonly string[] = []): AsyncGenerator<Band> {
  for (let i = 0; i < count; i += 1) {
    const host = hosts[i % hosts.length] ?? null;
    yield { first: 10 * i + 1, last: 10 * i + 10, host, state: '-', info: null };
  }
}

/** The worker notes its host in the file `starts`. */
async function run(script: string, input = bands()): Promise<void> {
  const worker = await shellWorker(`echo $TD_HOST >> ${folder}/starts\n${script}`, { folder, launcher });
  for await (const event of dispatch(input, { ...options, worker }, never)) seen.push(event);
}

const starts = async () => (await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n').sort();
const bandsIn = (state: string) => seen.filter(isBand).filter((band) => band.state === state);
const attempts = () =>
  seen.filter((event): event is AttemptEnded => !isBand(event) && event.type === 'attempt');
const never = new AbortController().signal;
const notFound = 'echo "bash: line 1: td-worker: command not found; try: ssh $TD_HOST true" >&2; exit 127';
const ended = `printf '%s\\t%s\\t-\\tended\\t-\\n' "$1" "$2"`;
/** Fails as td-worker does, which reports the kind of failure. */
const failed = (code: string, reason = 'no luck') =>
  `printf '%s\\t%s\\t-\\tfailed\\t%s\\n' $1 $2 '${reason} [${code}]'; echo 'td-worker: ${reason}' >&2; exit 1`;

test('all hosts fail alike in their first attempt: one error, and no second attempt', async () => {
  await expect(run(notFound)).rejects.toThrow(
    /^all 6 hosts: td-worker: command not found; give --worker COMMAND$/,
  );
  expect(await starts()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  // For the next command, which would wait for them.
  const given = { info: 'all 6 hosts: td-worker: command not found; give --worker COMMAND', code: 'E_ALIKE' };
  expect(bandsIn('failed')).toMatchObject([given, given, given, given, given, given]);
  expect(new Set(bandsIn('failed').map(({ first }) => first)).size).toBe(6);
  // The joblog gets the attempts; nothing else reports those that are final.
  expect(attempts().map(({ attempt, outcome }) => [attempt, outcome.isFinal])).toEqual(
    Array(6).fill([1, true]),
  );
  expect(seen.filter((event) => !isBand(event) && event.type === 'host')).toEqual([]);
});

test.each([
  ['E_SCENE', /^all 6 hosts: no luck; put it into a folder that they share$/],
  ['E_NO_JOB', /^all 6 hosts: no luck; give -p a folder that they share$/],
  ['E_OTHER_JOB', /^all 6 hosts: no luck; give -p a folder that they share$/],
  ['E_NO_RENDERER', /^all 6 hosts: no luck$/],
  ['E_INPUT', /^all 6 hosts: no luck$/],
  ['E_SCENE_WRONG', /^all 6 hosts: no luck$/],
])('the worker reports %s', async (code, message) => {
  await expect(run(failed(code))).rejects.toThrow(message);
  expect(await starts()).toHaveLength(6);
});

test('the renderer advises about its own codes', async () => {
  options = { ...options, adviceOn: (code) => (code === 'E_FILE_MISSING' ? 'look elsewhere' : null) };
  await expect(run(failed('E_FILE_MISSING'))).rejects.toThrow(/^all 6 hosts: no luck; look elsewhere$/);
});

test.each([
  ['the worker is not executable', 'exit 126', /give --worker COMMAND$/],
  [
    'Node.js does not find it',
    'exec node /nowhere/td-worker.mjs',
    /^all 6 hosts: Error: Cannot find module '\/nowhere\/td-worker\.mjs'; give --worker COMMAND$/,
  ],
  ['it does not understand its command line', 'echo unknown >&2; exit 2', /^all 6 hosts: unknown$/],
])('%s', async (_, script, message) => {
  await expect(run(script)).rejects.toThrow(message);
  expect(await starts()).toHaveLength(6);
});

test('also without retries, with more bands than hosts, and with several slots a host', async () => {
  options = { ...options, retry: { ...options.retry, retries: 0 } };
  await expect(run(notFound, bands(3))).rejects.toThrow(/^all 3 hosts that were tried: td-worker: /);
  expect(bandsIn('failed').map(({ code }) => code)).toEqual(['E_ALIKE', 'E_ALIKE', 'E_ALIKE']);
  const two = listed('a', 'b').map((host) => ({ ...host, slots: 2 }));
  options = { ...options, hosts: { ...options.hosts, listed: two } };
  await expect(run(notFound)).rejects.toThrow(/^all 2 hosts: /);
});

test('hosts without a band are tried before the job stops', async () => {
  await expect(run(notFound, bands(2))).rejects.toThrow(/^all 6 hosts: /);
  expect(await starts()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('bands that stay with their hosts: only these are tried', async () => {
  options = { ...options, retry: { ...options.retry, reassign: false } };
  await expect(run(notFound, bands(6, ['a', 'b']))).rejects.toThrow(/^all 2 hosts that were tried: /);
  expect(await starts()).toEqual(['a', 'b']);
});

test('a single host is named', async () => {
  options = { ...options, hosts: { ...options.hosts, listed: listed('pi110') } };
  await expect(run(failed('E_SCENE', 'pi110: no scene'))).rejects.toThrow(
    /^pi110: no scene; put it into a folder that it shares with this machine$/,
  );
  expect(await starts()).toEqual(['pi110']);
});

test('the full stop of a reason is left out before the advice', async () => {
  await expect(run(failed('E_SCENE', 'no scene.'))).rejects.toThrow(/: no scene; put it into a folder/);
});

test('reasons that differ in their words: the first one is given, with its host', async () => {
  const script = `echo "$TD_HOST has no sh" >&2; exit 127`;
  await expect(run(script)).rejects.toThrow(/^all 6 hosts, such as (\w): \1 has no sh; give --worker/);
});

test('one host succeeds: the others are tried again and quarantined, as ever', async () => {
  const script = `[ $TD_HOST != a ] && { ${notFound}; }; ${ended}`;
  await run(script);
  expect(bandsIn('ended')).toHaveLength(6);
  expect(attempts().length).toBeGreaterThan(6);
  expect(attempts().every(({ outcome: { reason, isFinal } }) => reason === null || !isFinal)).toBe(true);
});

test('hosts fail for different reasons: every band has all its attempts', async () => {
  const script = `[ $TD_HOST = a ] && { ${notFound}; }; ${failed('E_SCENE')}`;
  await run(script, bands(4));
  expect(bandsIn('failed')).toHaveLength(4);
  expect(attempts()).toHaveLength(12);
});

test('a failure of no kind is tried again', async () => {
  await run('exit 1');
  expect(attempts()).toHaveLength(18);
});

test('a host waits for news of the others before it fails a second time', async () => {
  options = { ...options, hosts: { ...options.hosts, listed: listed('a', 'b') } };
  // b waits until a has failed, and reports progress.
  const working = `until grep -q a ${folder}/starts; do sleep 0.05; done; dd bs=1 count=2 2>/dev/null >&2; ${ended}`;
  await run(`[ $TD_HOST = b ] && { ${working}; exit; }; ${notFound}`, bands(4));
  expect(bandsIn('ended').map(({ host }) => host)).toEqual(['b', 'b', 'b', 'b']);
  expect((await starts()).filter((host) => host === 'a').length).toBeLessThanOrEqual(2);
});

test('a folder that another job has taken over is not said to be one that is not shared', async () => {
  const checkOwned = () => Promise.reject(new Error('this job no longer owns the folder'));
  options = { ...options, job: { ...options.job, checkOwned } };
  await expect(run(failed('E_OTHER_JOB'))).rejects.toThrow('this job no longer owns the folder');
});

test('what follows from the first sign of life comes after it', () => {
  const order: string[] = [];
  const alike = new AlikeFailures(
    (event) => order.push(isBand(event) ? event.state : event.type),
    () => order.push('ruled out'),
  );
  const band: Band = { first: 1, last: 10, host: 'a', state: 'started', info: null };
  alike.see(band);
  alike.see({ ...band, state: 'running', info: '0' });
  alike.see({ ...band, state: 'running', info: '27' });
  alike.see({ ...band, state: 'running', info: '30' });
  expect(order).toEqual(['started', 'running', 'running', 'ruled out', 'running']);
});
