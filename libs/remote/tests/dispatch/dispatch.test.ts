import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AttemptEnded, type Band, isBand, type JobEvent } from '@task-distributor/band';
import { isRunning, temporaryFolder } from '@task-distributor/testing';
import {
  type AttemptLimits,
  dispatch,
  type DispatchedJob,
  type DispatchHosts,
  type DispatchRetry,
  type Launcher,
  launchers,
  type ListedHost,
  type Worker,
} from '../../src/index.ts';
import { shellWorker } from '../shell-worker.ts';

let folder: string;
let launcher: Launcher;
let hosts: DispatchHosts;
let retry: DispatchRetry;
let job: DispatchedJob;
let limits: AttemptLimits;
/** All events except bands, in the order of their arrival. */
let others: JobEvent[];

beforeEach(() => {
  folder = temporaryFolder();
  launcher = launchers.local();
  hosts = { listed: [listed('here', 2)], home: null, maxWorkers: 8 };
  retry = { retries: 0, reassign: false, untilPartShowsMs: 200 };
  limits = { timeoutSeconds: null, stallSeconds: null };
  job = {
    confirm: () => Promise.resolve(),
    removePart: () => Promise.resolve(),
    isFinished: () => Promise.resolve(false),
    checkOwned: () => Promise.resolve(),
    checkInput: () => Promise.resolve(),
    acceptPart: () => Promise.resolve(),
  };
  others = [];
});

afterEach(() => launcher.close());

function listed(name: string, slots = 1): ListedHost {
  return { address: { user: null, name, port: null }, slots, weight: 1 };
}

async function* bandsOf(...rows: [number, number, (string | null)?][]): AsyncGenerator<Band> {
  for (const [first, last, host = null] of rows) yield { first, last, host, state: '-', info: null };
}

async function start(script: string, bands: AsyncIterable<Band>, signal = never) {
  const worker = await shellWorker(script, { folder, launcher, limits });
  return dispatchTo(worker, bands, signal);
}

function dispatchTo(worker: Worker, bands: AsyncIterable<Band>, signal = never) {
  return dispatch(bands, { worker, hosts, retry, job, height: 60 }, signal);
}

async function statesOf(events: AsyncIterable<JobEvent>): Promise<string[]> {
  const states: string[] = [];
  for await (const event of events) {
    if (!isBand(event)) others.push(event);
    else states.push([event.first, event.last, event.host, event.state, event.info ?? '-'].join(' '));
  }
  return states;
}

const run = async (script: string, bands: AsyncIterable<Band>) => statesOf(await start(script, bands));
const attempts = () =>
  others.filter((event): event is AttemptEnded => !isBand(event) && event.type === 'attempt');
const never = new AbortController().signal;
/** Prints the report of a worker that has published its part. */
const ended = `printf '%s\\t%s\\t-\\tended\\tbytes=99 parse=0.5 trace=1.25\\n' "$1" "$2"`;

test('starts a worker for each band and reports how it ended', async () => {
  const states = await run(
    `case $1 in 1) ${ended} ;; *) echo 'noise' >&2; echo 'td-worker: no room left' >&2; exit 1 ;; esac`,
    bandsOf([1, 30], [31, 60, 'pi@pi111:2222']),
  );
  expect(states.sort()).toEqual([
    '1 30 here ended -',
    '1 30 here started -',
    '31 60 pi@pi111:2222 failed no room left',
    '31 60 pi@pi111:2222 started -',
  ]);
});

test('never runs more workers on a host than it has slots', async () => {
  const states = await run(
    `mkdir ${folder}/running.$$; ls -d ${folder}/running.* | wc -l >> ${folder}/counts
     sleep 0.3; rmdir ${folder}/running.$$; ${ended}`,
    bandsOf([1, 10], [11, 20], [21, 30], [31, 40], [41, 50], [51, 60]),
  );
  expect(states.filter((state) => state.includes('ended'))).toHaveLength(6);
  const counts = (await readFile(join(folder, 'counts'), 'utf8')).trim().split('\n').map(Number);
  expect(Math.max(...counts)).toBe(2);
});

test('never runs more workers at once than --jobs, even if hosts have more slots', async () => {
  hosts = { listed: [listed('a', 4), listed('b', 4)], home: null, maxWorkers: 3 };
  await run(
    `mkdir ${folder}/running.$$; ls -d ${folder}/running.* | wc -l >> ${folder}/counts
     sleep 0.3; rmdir ${folder}/running.$$; ${ended}`,
    bandsOf([1, 10], [11, 20], [21, 30], [31, 40], [41, 50], [51, 60]),
  );
  const counts = (await readFile(join(folder, 'counts'), 'utf8')).trim().split('\n').map(Number);
  expect(Math.max(...counts)).toBe(3);
});

test('passes on the progress that a worker reports, and nothing else that it writes', async () => {
  const states = await run(
    `printf 'hello\\n9\\t9\\t-\\trunning\\t77\\n1\\t60\\there\\trunning\\t42\\n'
     dd bs=1 count=3 of=/dev/null 2>/dev/null; ${ended}`,
    bandsOf([1, 60]),
  );
  expect(states[0]).toBe('1 60 here started -');
  expect(states.filter((state) => state.includes('running'))).toContain('1 60 here running 42');
  expect(states.filter((state) => state.includes('77'))).toEqual([]);
  expect(states.at(-1)).toBe('1 60 here ended -');
});

test('reports at least one running band once a second, even without progress', async () => {
  hosts = { listed: [listed('here', 3)], home: null, maxWorkers: 8 };
  const states = await run(
    `dd bs=1 count=4 of=/dev/null 2>/dev/null; ${ended}`,
    bandsOf([1, 20], [21, 40], [41, 60]),
  );
  const running = states.filter((state) => state.includes('running'));
  // The first second reports all three, the others one.
  expect(running.length).toBeGreaterThanOrEqual(4);
  expect(running.length).toBeLessThan(9);
});

test('a band whose line and part exist has ended, even if its worker has failed', async () => {
  job.isFinished = () => Promise.resolve(true);
  expect(await run('exit 1', bandsOf([1, 60]))).toContain('1 60 here ended -');
  expect(attempts()).toMatchObject([{ outcome: { reason: null, exitCode: 1 } }]);
});

test('a worker that exits 0 without publishing has failed, and its band is tried again', async () => {
  retry = { ...retry, retries: 1 };
  const states = await run('exit 0', bandsOf([1, 60]));
  expect(states.filter((state) => state.includes('started'))).toHaveLength(2);
  expect(states.at(-1)).toBe('1 60 here failed the worker exited 0, but its line or its part is missing');
});

test('a worker that writes endlessly to stderr and stdout does not fill the memory, and fails normally', async () => {
  const states = await run(
    `head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 3`,
    bandsOf([1, 60]),
  );
  expect(states.at(-1)).toMatch(/^1 60 here failed/);
  expect(states.at(-1)!.length).toBeLessThan(10_000);
});

test("escape sequences in a worker's message are escaped", async () => {
  const states = await run(`printf 'td-worker: \\033[2Jgone\\n' >&2; exit 1`, bandsOf([1, 60]));
  expect(states.at(-1)).toBe('1 60 here failed \\x1b[2Jgone');
});

test('aborting stops every worker and its children before it throws', async () => {
  const controller = new AbortController();
  const children = [join(folder, 'child.1'), join(folder, 'child.31')];
  const events = await start(
    `trap '' TERM; sleep 1000 & echo $! > ${folder}/child.$1; wait`,
    bandsOf([1, 30], [31, 60]),
    controller.signal,
  );
  const all = statesOf(events);
  for (const child of children) {
    await expect.poll(() => readFile(child, 'utf8').catch(() => '')).toMatch(/\d\n/);
  }
  controller.abort(new Error('enough'));
  await expect(all).rejects.toThrow('enough');
  // A process that has been killed is seen for a moment.
  for (const child of children) {
    const pid = Number(await readFile(child, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
  }
});

test('refuses rows outside the image, and a stream without bands', async () => {
  await expect(run(ended, bandsOf([31, 61]))).rejects.toThrow('Expected rows within 1-60');
  await expect(run(ended, bandsOf())).rejects.toThrow('Expected at least one band, got none');
});

test('renders the same rows once, however often they are requested', async () => {
  await run(`echo x >> ${folder}/starts; ${ended}`, bandsOf([1, 60], [1, 60]));
  expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('x\n');
});

test('works ahead of its reader', async () => {
  const events = await start(`echo x >> ${folder}/starts; ${ended}`, bandsOf([1, 20], [21, 40], [41, 60]));
  await events.next();
  await expect.poll(() => readFile(join(folder, 'starts'), 'utf8')).toBe('x\nx\nx\n');
  await events.return(undefined);
});

test('tries a band again on the same host, and reports each attempt and the quarantine', async () => {
  retry = { ...retry, retries: 2 };
  const states = await run(
    `echo x >> ${folder}/tries
     [ "$(wc -l < ${folder}/tries)" = 3 ] || { echo 'td-worker: not yet' >&2; exit 1; }
     ${ended}`,
    bandsOf([1, 60, 'pi110']),
  );
  expect(states.at(-1)).toBe('1 60 pi110 ended -');
  expect(states.filter((state) => state.includes('started'))).toHaveLength(3);
  const failed = { reason: 'not yet', exitCode: 1, isFinal: false, report: { bytes: null } };
  const report = { bytes: 99, parseSeconds: 0.5, traceSeconds: 1.25 };
  expect(others).toMatchObject([
    { type: 'queued' },
    { type: 'attempt', host: 'pi110', attempt: 1, attempts: 3, outcome: failed },
    { type: 'attempt', host: 'pi110', attempt: 2, attempts: 3, outcome: failed },
    { type: 'host', host: 'pi110', status: 'quarantined' },
    { type: 'attempt', attempt: 3, outcome: { reason: null, exitCode: 0, isFinal: true, report } },
  ]);
});

test('with reassign, a band whose host has failed goes to another one; without, it fails', async () => {
  hosts = { ...hosts, listed: [] };
  retry = { ...retry, retries: 1 };
  const script = `[ $TD_HOST = pi111 ] && ${ended}`;
  const fixed = await run(script, bandsOf([1, 30, 'pi110'], [31, 60, 'pi111']));
  expect(fixed).toContain('1 30 pi110 failed the worker exited 1 without an error message');
  retry = { ...retry, reassign: true };
  const moved = await run(script, bandsOf([1, 30, 'pi110'], [31, 60, 'pi111']));
  expect(moved).toContain('1 30 pi111 ended -');
  expect(moved.some((state) => state.includes('failed'))).toBe(false);
});

test('a host that has failed twice in a row gets no more bands while there is another', async () => {
  hosts = { ...hosts, listed: [listed('pi110'), listed('pi111')] };
  retry = { ...retry, retries: 3 };
  const rows = Array.from({ length: 6 }, (_, i): [number, number] => [10 * i + 1, 10 * i + 10]);
  const states = await run(
    `echo $TD_HOST >> ${folder}/starts; [ $TD_HOST = pi111 ] && ${ended}`,
    bandsOf(...rows),
  );
  expect(states.filter((state) => state.includes('ended'))).toHaveLength(6);
  const starts = (await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n');
  expect(starts.filter((host) => host === 'pi110')).toHaveLength(2);
});

test('an attempt that takes too long is stopped and fails, with the code of a time limit', async () => {
  limits = { timeoutSeconds: 0.2, stallSeconds: null };
  const bands: JobEvent[] = [];
  for await (const event of await start(`sleep 1000`, bandsOf([1, 60]))) bands.push(event);
  expect(bands.at(-1)).toEqual({
    first: 1,
    last: 60,
    host: 'here',
    state: 'failed',
    info: 'timed out after 0.2 s (--timeout)',
    code: 'E_TIMEOUT',
  });
});

test('a worker that only mentions a timeout in its message has no such code', async () => {
  const bands: JobEvent[] = [];
  const script = `echo 'td-worker: timed out after 5 s' >&2; exit 1`;
  for await (const event of await start(script, bandsOf([1, 60]))) bands.push(event);
  expect(bands.at(-1)).not.toHaveProperty('code');
});

test('only a worker without output is stalled', async () => {
  limits = { timeoutSeconds: null, stallSeconds: 0.4 };
  const states = await run(
    `case $1 in
       1) for i in 1 2 3 4 5 6 7 8; do echo .; sleep 0.1; done; ${ended} ;;
       *) sleep 1000 ;;
     esac`,
    bandsOf([1, 30], [31, 60]),
  );
  expect(states).toContain('1 30 here ended -');
  expect(states).toContain('31 60 here failed timed out: no sign of life for 0.4 s (--stall)');
});

test('a dispatcher that was stopped itself reads what a worker has written, before it takes it for stalled', async () => {
  limits = { timeoutSeconds: null, stallSeconds: 1 };
  const script = `i=0; while [ $i -lt 40 ]; do echo .; sleep 0.1; i=$((i + 1)); done; ${ended}`;
  const states: string[] = [];
  for await (const event of await start(script, bandsOf([1, 60]))) {
    if (!isBand(event)) continue;
    states.push(`${event.state} ${event.info}`);
    // As between SIGSTOP and SIGCONT, nothing runs here, and the worker goes on.
    if (event.state === 'started') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
  }
  expect(states.at(-1)).toBe('ended null');
});

test('if a host can have only one band, a second one is refused before anything starts', async () => {
  const worker = await shellWorker(`echo x >> ${folder}/starts; ${ended}`, { folder, launcher });
  const single = { ...worker, onePerHost: 'Parts are named after their hosts' };
  const twice = bandsOf([1, 30, 'pi110'], [31, 60, 'me@pi110:22']);
  await expect(statesOf(dispatchTo(single, twice))).rejects.toThrow(
    'me@pi110:22 rows 31-60: Parts are named after their hosts: Expected one band for pi110, got two',
  );
  await expect(statesOf(dispatchTo(single, bandsOf([1, 60])))).rejects.toThrow('Expected a host, got none');
  await expect(readFile(join(folder, 'starts'))).rejects.toThrow('ENOENT');
  expect(await statesOf(dispatchTo(single, bandsOf([1, 60, 'pi110'])))).toContain('1 60 pi110 ended -');
});

test('a failure that the worker reports as final is not retried, and does not count against the host', async () => {
  retry = { ...retry, retries: 2 };
  hosts = { ...hosts, listed: [listed('a'), listed('b')] };
  const failed = `printf '%s\\t%s\\there\\tfailed\\tno such word\\n' $1 $2; echo 'td-worker: no such word' >&2; exit 1`;
  const states = await run(
    `case $1 in 1) ${ended} ;; *) ${failed} ;; esac`,
    bandsOf([1, 20], [21, 40], [41, 60]),
  );
  expect(states.filter((state) => state.includes('started'))).toHaveLength(3);
  expect(states.at(-1)).toMatch(/failed no such word$/);
  expect(others.filter((event) => !isBand(event) && event.type === 'host')).toEqual([]);
});

test('a failed band waits for a working host instead of trying all failing ones', async () => {
  hosts = { ...hosts, listed: ['pi110', 'pi111', 'pi112', 'pi113'].map((name) => listed(name)) };
  retry = { ...retry, retries: 2, reassign: true };
  const bands = bandsOf([1, 15, 'pi110'], [16, 30, 'pi111'], [31, 45, 'pi112'], [46, 60, 'pi113']);
  const states = await run(`[ $TD_HOST = pi112 ] && sleep 0.3 && ${ended}`, bands);
  expect(states.filter((state) => state.includes('ended'))).toHaveLength(4);
});

test('an error of the job ends the run after its workers have ended', async () => {
  job.confirm = () => Promise.reject(new Error('another master'));
  await expect(run(ended, bandsOf([1, 60]))).rejects.toThrow('another master');
});

test('timers run while any number of bands arrive and workers start', async () => {
  const worker: Worker = {
    name: 'idle',
    onePerHost: null,
    canBeCutShort: false,
    help: null,
    partName: () => 'x',
    attempt: (_rows, _host, observer) => {
      observer.started({ cutShort: null, blocksCame: null });
      const report = { bytes: null, parseSeconds: null, traceSeconds: null };
      return Promise.resolve({ published: true, reason: null, isFinal: false, exitCode: 0, report });
    },
  };
  const many = async function* (): AsyncGenerator<Band> {
    for (let row = 1; row <= 20_000; row += 1) {
      yield { first: row, last: row, host: `pi${row % 400}`, state: '-', info: null };
    }
  };
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const all = dispatch(many(), { worker, hosts, retry, job, height: 20_000 }, never);
  expect((await statesOf(all)).filter((state) => state.includes(' ended '))).toHaveLength(20_000);
  clearInterval(timer);
  expect(longest).toBeLessThan(1_000);
});

test('a look for line and part that takes longer than the wait is followed by another one', async () => {
  let looks = 0;
  job = {
    ...job,
    isFinished: async () => {
      looks += 1;
      // The file system answers late, and with what it knew when it was asked.
      if (looks === 1) await sleep(400);
      return looks > 1;
    },
  };
  expect(await run('exit 0', bandsOf([1, 60]))).toEqual(['1 60 here started -', '1 60 here ended -']);
});
