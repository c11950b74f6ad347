import { TdError } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { attemptProcess, dispatch, type Launcher, launchers, type Worker } from '../../src/index.ts';

/** A launcher on a machine that has room for two processes. */
function launcherOfTwo(): Launcher {
  const local = launchers.local();
  let running = 0;
  return {
    ...local,
    start: async (host, commandLine, signal) => {
      const cause = Object.assign(new Error('spawn sh EAGAIN'), { code: 'EAGAIN' });
      if (running === 2) throw new TdError('cannot start sh', { cause });
      running += 1;
      const started = await local.start(host, commandLine, signal);
      void started.ended.then(() => (running -= 1));
      return started;
    },
  };
}

/** Renders four bands. @returns the states and events, without the running bands */
async function run(launcher: Launcher, before = ''): Promise<string[]> {
  const worker: Worker = {
    name: 'test',
    onePerHost: null,
    canBeCutShort: false,
    help: null,
    partName: () => 'part',
    attempt: (rows, host, observer, signal) => {
      const commandLine = `${before} sleep 1.5; printf '${rows.first}\\t${rows.last}\\t-\\tended\\t-\\n'`;
      const limits = { timeoutSeconds: null, stallSeconds: null };
      return attemptProcess(
        { launcher, host, commandLine, rows, canBeCutShort: false, limits },
        observer,
        signal,
      );
    },
  };
  const job = {
    confirm: () => Promise.resolve(),
    removePart: () => Promise.resolve(),
    isFinished: () => Promise.resolve(false),
    checkOwned: () => Promise.resolve(),
    checkInput: () => Promise.resolve(),
    acceptPart: () => Promise.resolve(),
  };
  const hosts = {
    listed: [],
    home: { address: launcher.home!.address, slots: 4, weight: 1 },
    maxWorkers: 4,
    longestShortageSeconds: 1,
  };
  const retry = { retries: 0, reassign: false };
  const bands = (async function* () {
    for (let row = 1; row <= 4; row += 1) {
      yield await Promise.resolve({ first: row, last: row, host: null, state: '-' as const, info: null });
    }
  })();
  const seen: string[] = [];
  const options = { worker, job, hosts, retry, height: 4 };
  for await (const event of dispatch(bands, options, new AbortController().signal)) {
    if ('type' in event) seen.push(event.type);
    else if (event.state !== 'started' && event.state !== 'running') seen.push(event.state);
  }
  await launcher.close();
  return seen.sort();
}

test('a worker that cannot be started for want of processes is no attempt: it waits for the others', async () => {
  const states = await run(launcherOfTwo());
  const count = (state: string): number => states.filter((each) => each === state).length;
  expect([count('attempt'), count('ended'), count('limited')]).toEqual([4, 4, 1]);
  expect(states).toHaveLength(13);
});

test.each([
  ['itself', 'kill -ABRT $$'],
  ['and its shell says so', 'exit 134'],
])('a worker that aborts as it starts, %s, is no attempt', async (_, abort) => {
  const once = `mkdir ${temporaryFolder()}/aborted 2>/dev/null && ${abort};`;
  const states = await run(launchers.local(), once);
  const count = (state: string): number => states.filter((each) => each === state).length;
  expect([count('attempt'), count('ended'), count('limited')]).toEqual([4, 4, 1]);
});

test('where no worker can be started for the longest time, the run stops', async () => {
  const local = launchers.local();
  const cause = Object.assign(new Error('spawn sh EAGAIN'), { code: 'EAGAIN' });
  const start = () => Promise.reject(new TdError('cannot start sh', { cause }));
  await expect(run({ ...local, start })).rejects.toThrow(/^no worker could be started for 1 s: /);
});
