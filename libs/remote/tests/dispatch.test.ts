import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Band } from '@task-distributor/band';
import {
  type AttemptRecord,
  createLocalLauncher,
  dispatch,
  type DispatchOptions,
  type Launcher,
} from '../src/index.ts';

let folder: string;
let options: DispatchOptions;
let launcher: Launcher;
let notices: string[];
let records: AttemptRecord[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'td-dispatch-'));
  const job = {
    scene: '/scenes/a b.pov',
    width: 80,
    height: 60,
    folder,
    jobId: 'job1',
    kind: 'ours',
  } as const;
  launcher = createLocalLauncher();
  notices = [];
  records = [];
  options = {
    job: { ...job, workerOn: () => 'true', povrayOptions: [] },
    launcherFor: () => launcher,
    hosts: [{ address: { user: null, name: 'here', port: null }, slots: 2 }],
    here: null,
    jobs: 2,
    adviceOn: () => '',
    retries: 0,
    reassign: false,
    timeoutSeconds: null,
    stallSeconds: null,
    notify: (message) => notices.push(message),
    record: (record) => records.push(record),
    isFinished: () => Promise.resolve(false),
    beforeFirst: () => Promise.resolve(),
    removePart: () => Promise.resolve(),
  };
});

afterEach(async () => {
  await launcher.close();
  await rm(folder, { recursive: true });
});

/** A fake worker: a shell script that gets the worker's arguments; $TD_HOST is the host that it is started for. */
async function workerThat(script: string): Promise<void> {
  const path = join(folder, 'worker.sh');
  await writeFile(path, script);
  options.job.workerOn = (host) => `TD_HOST=${host.name} sh ${path}`;
}

async function* bandsOf(...rows: [number, number, (string | null)?][]): AsyncGenerator<Band> {
  for (const [first, last, host = null] of rows) yield { first, last, host, state: '-', info: null };
}

async function statesOf(bands: AsyncIterable<Band>): Promise<string[]> {
  const states: string[] = [];
  for await (const { first, last, host, state, info } of bands)
    states.push([first, last, host, state, info ?? '-'].join(' '));
  return states;
}

const never = new AbortController().signal;

test('starts a worker for each band and says how it ended', async () => {
  await workerThat(`
    case $8 in
      +SR1) exit 0 ;;
      *) echo 'noise' >&2; echo 'td-worker: no room left' >&2; exit 1 ;;
    esac`);
  const states = await statesOf(dispatch(bandsOf([1, 30], [31, 60, 'pi@pi111:2222']), options, never));
  expect(states.sort()).toEqual([
    '1 30 here ended -',
    '1 30 here started -',
    '31 60 pi@pi111:2222 failed no room left',
    '31 60 pi@pi111:2222 started -',
  ]);
});

test("gives a worker the original's eleven arguments, and ours, as they are", async () => {
  options.job.povrayOptions = ['+A0.3', "Declare=it's=$HOME *"];
  await workerThat(`for word; do printf '%s\\n' "$word"; done > ${folder}/words`);
  await statesOf(dispatch(bandsOf([21, 40, 'pi@pi111']), options, never));
  expect((await readFile(join(folder, 'words'), 'utf8')).split('\n')).toEqual([
    ...[
      '3',
      '/scenes/',
      'a b.pov',
      '+FN',
      '+W80',
      '+H60',
      '+O/tmp/',
      '+SR21',
      '+ER40',
      folder,
      `${folder}/lockfile`,
    ],
    ...[
      '--band',
      '--host',
      'pi111',
      '--job',
      'job1',
      '--lifeline',
      '--progress',
      '--',
      '+A0.3',
      "Declare=it's=$HOME *",
      '',
    ],
  ]);
});

test('never runs more workers at once than there are slots', async () => {
  await workerThat(`
    mkdir ${folder}/running.$$; ls -d ${folder}/running.* | wc -l >> ${folder}/counts
    dd bs=1 count=1 of=/dev/null 2>/dev/null; sleep 0.05; rmdir ${folder}/running.$$`);
  const rows = Array.from({ length: 8 }, (_, i): [number, number] => [i + 1, i + 1]);
  await statesOf(dispatch(bandsOf(...rows), options, AbortSignal.timeout(30_000)));
  const counts = (await readFile(join(folder, 'counts'), 'utf8')).trim().split('\n').map(Number);
  expect(counts).toHaveLength(8);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2);
}, 40_000);

test('passes on the progress that a worker tells, and nothing else that it writes', async () => {
  await workerThat(
    `printf 'hello\\n9\\t9\\t-\\trunning\\t77\\n1\\t60\\there\\trunning\\t42\\n'; dd bs=1 count=3 of=/dev/null 2>/dev/null`,
  );
  const states = await statesOf(dispatch(bandsOf([1, 60]), options, never));
  expect(states[0]).toBe('1 60 here started -');
  expect(states).toContain('1 60 here running 42');
  expect(states.at(-1)).toBe('1 60 here ended -');
});

test('a band whose line is there has ended well, however its worker did', async () => {
  options.job.workerOn = () => 'false';
  options.isFinished = () => Promise.resolve(true);
  expect(await statesOf(dispatch(bandsOf([1, 60]), options, never))).toContain('1 60 here ended -');
});

test('a worker that writes without end to stderr and stdout fills no memory and fails as any other', async () => {
  await workerThat(`head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 3`);
  const states = await statesOf(dispatch(bandsOf([1, 60]), options, never));
  expect(states.at(-1)).toMatch(/^1 60 here failed/);
  expect(states.at(-1)!.length).toBeLessThan(10_000);
});

test('terminal sequences in what a worker says are shown, not sent', async () => {
  await workerThat(`printf 'td-worker: \\033[2Jgone\\n' >&2; exit 1`);
  expect((await statesOf(dispatch(bandsOf([1, 60]), options, never))).at(-1)).toBe(
    '1 60 here failed \\x1b[2Jgone',
  );
});

test('aborting ends every worker and what it started, before it throws', async () => {
  const controller = new AbortController();
  await workerThat(`trap '' TERM; sleep 1000 & echo $! > ${folder}/child.$8; wait`);
  const children = [join(folder, 'child.+SR1'), join(folder, 'child.+SR31')];
  const all = statesOf(dispatch(bandsOf([1, 30], [31, 60]), options, controller.signal));
  for (const child of children)
    await expect.poll(() => readFile(child, 'utf8').catch(() => '')).toMatch(/\d\n/);
  controller.abort(new Error('enough'));
  await expect(all).rejects.toThrow('enough');
  for (const child of children) expect(await isRunning((await readFile(child, 'utf8')).trim())).toBe(false);
});

/** A process that nobody has waited for yet has ended all the same. */
async function isRunning(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !/\) [ZX] /.test(stat);
}

test('refuses rows outside the image, and a stream without bands', async () => {
  await expect(statesOf(dispatch(bandsOf([31, 61]), options, never))).rejects.toThrow(
    'Expected rows within 1-60',
  );
  await expect(statesOf(dispatch(bandsOf(), options, never))).rejects.toThrow(
    'Expected at least one band, got none',
  );
});

test('renders the same rows once, however often they are asked for', async () => {
  await workerThat(`echo x >> ${folder}/starts`);
  await statesOf(dispatch(bandsOf([1, 60], [1, 60]), options, never));
  expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('x\n');
});

test('works ahead of its reader', async () => {
  await workerThat(`echo x >> ${folder}/starts; exit 0`);
  const run = dispatch(bandsOf([1, 20], [21, 40], [41, 60]), options, never);
  await run.next();
  await expect.poll(() => readFile(join(folder, 'starts'), 'utf8')).toBe('x\nx\nx\n');
  await run.return(undefined);
});

test('tries a band again where it failed, says so, and keeps a record of each attempt', async () => {
  options.retries = 2;
  await workerThat(`
    echo x >> ${folder}/tries
    [ "$(wc -l < ${folder}/tries)" = 3 ] || { echo 'td-worker: not yet' >&2; exit 1; }
    printf '1\\t60\\tpi110\\tended\\tbytes=99 parse=0.5 trace=1.25\\n'`);
  const states = await statesOf(dispatch(bandsOf([1, 60, 'pi110']), options, never));
  expect(states.at(-1)).toBe('1 60 pi110 ended -');
  expect(states.filter((state) => state.includes('started'))).toHaveLength(3);
  expect(notices).toEqual([
    'pi110 rows 1-60: attempt 1 of 3 failed: not yet',
    'pi110 rows 1-60: attempt 2 of 3 failed: not yet',
    'pi110: set aside after two failures in a row',
  ]);
  expect(records).toMatchObject([
    { host: 'pi110', attempt: 1, exitCode: 1, reason: 'not yet', bytes: null },
    { host: 'pi110', attempt: 2, exitCode: 1, reason: 'not yet', bytes: null },
    {
      host: 'pi110',
      attempt: 3,
      exitCode: 0,
      reason: null,
      bytes: 99,
      parseSeconds: 0.5,
      traceSeconds: 1.25,
    },
  ]);
});

test('with reassign, a band whose host has failed goes to another one; without, it fails', async () => {
  options.hosts = [];
  options.retries = 1;
  await workerThat(`[ $TD_HOST = pi111 ]`);
  const bands = () => bandsOf([1, 30, 'pi110'], [31, 60, 'pi111']);
  const fixed = await statesOf(dispatch(bands(), options, never));
  expect(fixed).toContain('1 30 pi110 failed the worker exited 1 and said nothing');
  options.reassign = true;
  const moved = await statesOf(dispatch(bands(), options, never));
  expect(moved).toContain('1 30 pi111 ended -');
  expect(moved.some((state) => state.includes('failed'))).toBe(false);
});

test('a host that failed twice in a row gets nothing more while another is left', async () => {
  options.hosts = ['pi110', 'pi111'].map((name) => ({ address: { user: null, name, port: null }, slots: 1 }));
  options.retries = 3;
  await workerThat(`echo $TD_HOST >> ${folder}/starts; [ $TD_HOST = pi111 ]`);
  const rows = Array.from({ length: 6 }, (_, i): [number, number] => [10 * i + 1, 10 * i + 10]);
  const states = await statesOf(dispatch(bandsOf(...rows), options, never));
  expect(states.filter((state) => state.includes('ended'))).toHaveLength(6);
  const starts = (await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n');
  expect(starts.filter((host) => host === 'pi110')).toHaveLength(2);
});

test('an attempt that takes too long is stopped and fails', async () => {
  options.timeoutSeconds = 0.2;
  await workerThat(`sleep 1000`);
  const states = await statesOf(dispatch(bandsOf([1, 60]), options, never));
  expect(states.at(-1)).toBe('1 60 here failed timed out after 0.2 s (--timeout)');
});

test('a worker that shows life is not stalled, one that does not is', async () => {
  options.stallSeconds = 0.4;
  await workerThat(`case $8 in
    +SR1) for i in 1 2 3 4 5 6 7 8; do echo .; sleep 0.1; done ;;
    *) sleep 1000 ;;
  esac`);
  const states = await statesOf(dispatch(bandsOf([1, 30], [31, 60]), options, never));
  expect(states).toContain('1 30 here ended -');
  expect(states).toContain('31 60 here failed timed out: no sign of life for 0.4 s (--stall)');
});

test("the original's worker gets its eleven arguments and one band a host", async () => {
  options.job.kind = 'original';
  await workerThat(`printf '%s\\n' "$#" "$1" > ${folder}/words`);
  options.isFinished = () => Promise.resolve(true);
  await statesOf(dispatch(bandsOf([1, 25, 'pi110']), options, never));
  expect(await readFile(join(folder, 'words'), 'utf8')).toBe('11\n2\n');
  await rm(join(folder, 'words'));
  const twice = dispatch(bandsOf([1, 30, 'pi110'], [31, 60, 'me@pi110:22']), options, never);
  await expect(statesOf(twice)).rejects.toThrow('Expected one band for pi110, got two');
  await expect(statesOf(dispatch(bandsOf([1, 60]), options, never))).rejects.toThrow(
    'Expected a host, got none',
  );
  await expect(readFile(join(folder, 'words'))).rejects.toThrow('ENOENT');
});

test('what the worker says no retry can mend is not tried again', async () => {
  options.retries = 2;
  await workerThat(
    `printf '1\\t60\\there\\tfailed\\tno such word\\n'; echo 'td-worker: no such word' >&2; exit 1`,
  );
  const states = await statesOf(dispatch(bandsOf([1, 60]), options, never));
  expect(states.filter((state) => state.includes('started'))).toHaveLength(1);
  expect(states.at(-1)).toBe('1 60 here failed no such word');
});

test('a band that has failed waits for a host that works, and does not go round the sick ones', async () => {
  options.hosts = ['pi110', 'pi111', 'pi112', 'pi113'].map((name) => ({
    address: { user: null, name, port: null },
    slots: 1,
  }));
  Object.assign(options, { retries: 2, reassign: true, jobs: 4 });
  await workerThat(`[ $TD_HOST = pi112 ] && sleep 0.3`);
  const bands = bandsOf([1, 15, 'pi110'], [16, 30, 'pi111'], [31, 45, 'pi112'], [46, 60, 'pi113']);
  const states = await statesOf(dispatch(bands, options, never));
  expect(states.filter((state) => state.includes('ended'))).toHaveLength(4);
});

test.each([
  [
    "node:internal/modules/x:1\n  throw x;\n\nError: Cannot find module '/nope.mjs'\n    at x\n  code: 'X'\n}\n\nNode.js v20",
    "Error: Cannot find module '/nope.mjs'; try it",
  ],
  ['bash: line 1: x: oops', 'bash: line 1: x: oops'],
])('of what a worker said last, the line that names the error is the reason', async (said, reason) => {
  options.adviceOn = () => '; try it';
  await writeFile(join(folder, 'said'), `${said}\n`);
  await workerThat(`cat ${folder}/said >&2; exit 1`);
  expect((await statesOf(dispatch(bandsOf([1, 60]), options, never))).at(-1)).toBe(
    `1 60 here failed ${reason}`,
  );
});
