import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Launcher, launchers, parseHostAddress, type Worker } from '@task-distributor/remote';
import { temporaryFolder } from '@task-distributor/testing';
import type { DispatchPlan, WorkerPlan } from '../../src/plans.ts';
import { nodesArgument } from '../../src/workers/original-arguments.ts';
import { version } from '../../src/version.ts';
import { workerKindFor } from '../../src/workers/workers.ts';

let folder: string;
let launcher: Launcher;

beforeEach(async () => {
  folder = await realpath(temporaryFolder());
  launcher = launchers.local({});
});

afterEach(() => launcher.close());

const plan = (changes: Partial<WorkerPlan> = {}): WorkerPlan => ({
  kind: null,
  compat: false,
  keepState: false,
  previews: true,
  command: null,
  renderer: null,
  folder: '/glusterfs/povray',
  ...changes,
});

function dispatchPlan(worker: WorkerPlan, changes: Partial<DispatchPlan> = {}): DispatchPlan {
  return {
    worker,
    image: { width: 80, height: 60, scene: '/scenes/a b.pov', options: [] },
    hosts: { listed: [], via: 'local', acceptNew: false, jobs: null },
    send: { paths: [], limitBytes: 2 ** 28 },
    retry: { retries: 0, reassign: false, timeoutSeconds: null, stallSeconds: null },
    split: true,
    job: { folder, takeover: 'none', join: false, resume: false },
    ...changes,
  };
}

/** Creates a worker whose command is a shell script. */
async function create(
  worker: WorkerPlan,
  script: string,
  options: string[] = [],
  stallSeconds: number | null = null,
): Promise<Worker> {
  const path = join(folder, 'script');
  await writeFile(path, script);
  return workerKindFor(worker).create({
    image: { width: 80, height: 60, scene: '/scenes/a b.pov', options },
    job: { id: 'job1', folder, isQuick: Promise.resolve(false) },
    renderer: worker.renderer,
    launcher,
    commandOn: () => `sh ${path}`,
    limits: { timeoutSeconds: null, stallSeconds },
    signal: new AbortController().signal,
    workers: { keepState: false, previews: true, send: { paths: [], limitBytes: 0 }, slotsOf: () => 1 },
  });
}

async function attempt(worker: Worker, host = 'pi@pi111:2222') {
  const observer = { started: () => undefined, progressed: () => undefined, split: () => undefined };
  const rows = { first: 21, last: 40 };
  return worker.attempt(rows, parseHostAddress(host), observer, new AbortController().signal);
}

const writeWords = () => `for word; do printf '%s\\n' "$word"; done > ${folder}/words`;
const words = async () => (await readFile(join(folder, 'words'), 'utf8')).split('\n').slice(0, -1);

const eleven = () => [
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
];

describe('which worker a plan means', () => {
  test.each([
    [plan(), 'auto'],
    [plan({ command: 'auto' }), 'auto'],
    [plan({ command: 'bare' }), 'bare'],
    [plan({ kind: 'bare' }), 'bare'],
    [plan({ kind: 'auto' }), 'auto'],
    [plan({ kind: 'ours' }), 'ours'],
    [plan({ command: 'bare', compat: true }), 'compat'],
    [plan({ command: 'node /shared/td-worker.mjs' }), 'ours'],
    [plan({ command: '/home/pi/task-distributor-worker.sh' }), 'original'],
    [plan({ command: 'bash "/home/pi/task-distributor-worker.sh"' }), 'original'],
    [plan({ command: '/home/pi/worker.sh', kind: 'ours' }), 'ours'],
    [plan({ command: '/home/pi/worker', kind: 'original' }), 'original'],
    [plan({ compat: true }), 'compat'],
    [plan({ compat: true, command: '/home/pi/worker.sh' }), 'original'],
  ])('%j', (worker, name) => {
    expect(workerKindFor(worker).name).toBe(name);
  });
});

describe('our worker', () => {
  test("gets the original's eleven arguments, and options, unchanged", async () => {
    const worker = await create(plan(), writeWords(), ['+A0.3', "Declare=it's=$HOME *"]);
    expect(await attempt(worker)).toMatchObject({ published: false, exitCode: 0, reason: null });
    const options = ['--band', '--host', 'pi111', '--job', 'job1', '--lifeline', '--progress'];
    expect(await words()).toEqual([...eleven(), ...options, '--', '+A0.3', "Declare=it's=$HOME *"]);
  });

  test('gets the program of --povray', async () => {
    const worker = await create(plan({ renderer: '-my povray' }), writeWords(), ['+A0.3']);
    await attempt(worker);
    expect((await words()).slice(-3)).toEqual(['--povray=-my povray', '--', '+A0.3']);
  });

  test('gives signs of life as often as --stall needs them', async () => {
    const worker = await create(plan(), writeWords(), [], 1.5);
    await attempt(worker);
    expect((await words()).slice(-3)).toEqual(['--progress', '--alive', '0.5']);
  });

  test('names parts after rows, so a host can have any number of bands', async () => {
    const worker = await create(plan(), 'exit 0');
    expect(worker.partName({ first: 21, last: 40 }, 'pi111')).toBe('rows-000021-000040.png');
    expect(worker.onePerHost).toBeNull();
  });

  test('has published its part when it reports so, with facts', async () => {
    const report = `printf '21\\t40\\t-\\tended\\tbytes=99 parse=0.5 trace=1.25 launch=0.7\\n'`;
    expect(await attempt(await create(plan(), report))).toEqual({
      published: true,
      way: { name: 'local', reason: null },
      reason: null,
      isFinal: false,
      exitCode: 0,
      report: { bytes: 99, parseSeconds: 0.5, traceSeconds: 1.25, launchSeconds: 0.7, continued: null },
    });
  });

  test('that is missing on another host: the reason suggests a command to try', async () => {
    launcher = { ...launcher, wayTo: () => ({ name: 'ssh', isHere: false, reason: null }) };
    const worker = await create(plan({ kind: 'ours' }), 'echo not found >&2; exit 127');
    expect((await attempt(worker)).reason).toBe(
      `not found; try: ssh pi@pi111:2222 sh ${folder}/script --version`,
    );
  });
});

test('all packages have the version that td-worker on a host must have', async () => {
  const root = join(import.meta.dirname, '../../../..');
  const paths = ['libs/work', 'apps/td-master', 'apps/td-worker'].map((path) =>
    join(root, path, 'package.json'),
  );
  const versions = await Promise.all(
    paths.map(async (path) => JSON.parse(await readFile(path, 'utf8')).version),
  );
  expect(new Set([...versions, version])).toEqual(new Set([version]));
});

describe('our worker, compatible', () => {
  test('names its part after its host, which can have one band', async () => {
    const worker = await create(plan({ compat: true }), writeWords());
    await attempt(worker);
    expect(await words()).toEqual([
      ...eleven(),
      '--host',
      'pi111',
      '--job',
      'job1',
      '--lifeline',
      '--progress',
    ]);
    expect(worker.partName({ first: 21, last: 40 }, 'pi111')).toBe('pi111.png');
    expect(worker.onePerHost).toBe('With --compat, parts are named after their hosts');
  });
});

describe("the original's worker", () => {
  const originalPlan = plan({ kind: 'original', command: 'worker.sh' });

  test('gets its eleven arguments and nothing else', async () => {
    const worker = await create(originalPlan, writeWords());
    expect(await attempt(worker)).toMatchObject({ published: false, exitCode: 0, reason: null });
    expect(await words()).toEqual(eleven());
    expect(worker.partName({ first: 21, last: 40 }, 'pi111')).toBe('pi111.png');
    expect(worker.onePerHost).toBe("The original's worker names its part after its host");
  });

  test.each([
    [dispatchPlan({ ...originalPlan, renderer: 'povray' }), 'leave out --povray'],
    [dispatchPlan(plan({ kind: 'original' })), 'Expected --worker COMMAND too, got none'],
    [
      dispatchPlan(originalPlan, {
        image: { width: 8, height: 6, scene: 's.pov', options: ['+A0.3'] },
      }),
      'takes no POV-Ray options, got +A0.3',
    ],
    [
      dispatchPlan(originalPlan, {
        retry: { retries: 0, reassign: false, timeoutSeconds: null, stallSeconds: 5 },
      }),
      'use --timeout instead of --stall',
    ],
  ])('refuses settings that only our worker supports (%#)', (refused, message) => {
    expect(() => workerKindFor(refused.worker).checkPlan(refused)).toThrow(message);
  });

  test('puts its part into one folder only', async () => {
    const kind = workerKindFor(originalPlan);
    await expect(kind.checkMachine(dispatchPlan(originalPlan))).rejects.toThrow(
      `-p: Expected /glusterfs/povray, where the original's worker always puts its part, got ${folder}`,
    );
    await kind.checkMachine(dispatchPlan({ ...originalPlan, folder }));
  });

  test.each([
    [60, 20, 3],
    [60, 25, 2],
    [601, 201, 2],
    [60, 60, 1],
  ])('for %i rows and a band of %i, gets %i nodes', (height, rows, nodes) => {
    expect(nodesArgument(height, { first: 1, last: rows })).toBe(nodes);
  });
});
