import { copyFile, cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { encodeLogLine } from '@task-distributor/history';
import type { JobFile } from '@task-distributor/lockfile';
import {
  argv,
  runCommand,
  runShell,
  smallJob,
  smallScene,
  temporaryFolder,
  temporaryJob,
} from '@task-distributor/testing';
import { decode } from 'fast-png';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Snapshot } from '../src/snapshot.ts';
import { Watch } from '../src/watch/watch.ts';

const most = { width: 1000, height: 1000 };

/** What a page about the folder would show. */
async function viewOf(folder: string): Promise<Watch> {
  const watch = new Watch(folder, most);
  const { signal } = new AbortController();
  await watch.look(signal);
  await watch.whole(signal);
  return watch;
}

/** Follows a folder until the test ends. */
function follow(folder: string): Watch {
  const watch = new Watch(folder, most);
  const end = new AbortController();
  const running = watch.run(end.signal).catch(() => undefined);
  onTestFinished(async () => {
    end.abort();
    await running;
  });
  return watch;
}

const finished = temporaryFolder();
beforeAll(async () => {
  const scene = await smallScene(finished);
  const run = await runCommand(
    'td-master',
    argv`-n 3 -x 40 -y 30 -p ${finished}/job --scene ${scene} -o ${finished}/whole.png --no-split`,
  );
  expect(run.exitCode).toBe(0);
});

/** A copy of a finished job of three bands, without its log. Its lockfile is another file, which its job file allows. */
async function finishedJob(change: (job: JobFile) => Partial<JobFile> = () => ({})): Promise<string> {
  const job = join(temporaryFolder(), 'job');
  await cp(join(finished, 'job'), job, { recursive: true });
  const file = JSON.parse(await readFile(join(job, '.td-job.json'), 'utf8')) as JobFile;
  const changed = { ...file, lockfile: { ino: '', born: '' }, ...change(file) };
  await writeFile(join(job, '.td-job.json'), JSON.stringify(changed));
  await rm(join(job, '.td-log.jsonl'), { force: true });
  return job;
}

function bandsOf({ bands }: Snapshot): (readonly [string, string, string | null])[] {
  return bands.map(({ first, last, phase, host }) => [`${first}-${last}`, phase, host] as const);
}

test('shows a finished job, pixel for pixel', async () => {
  const job = await finishedJob();
  const watch = await viewOf(job);
  expect(watch.snapshot).toMatchObject({
    job: {
      phase: 'finished',
      title: 'ball.pov',
      image: { width: 40, height: 30 },
      small: { width: 40, height: 30 },
    },
    progress: { percent: 100, bands: 3, bandsDone: 3, bandsFailed: 0, remaining: null },
  });
  expect(watch.snapshot.progress.ended).toBeGreaterThan(watch.snapshot.progress.opened!);
  const shown = decode(watch.rows({ first: 1, last: 30 })!);
  const { stdout } = await runShell(`convert ${finished}/whole.png -depth 8 rgba:- | base64 -w 0`);
  expect(Buffer.from(shown.data as Uint8Array).equals(Buffer.from(stdout, 'base64'))).toBe(true);
  expect(watch.rows({ first: 1, last: 31 })).toBeNull();
});

test('shows a job that was abandoned, and what of it is there', async () => {
  const job = await finishedJob();
  await rm(join(job, 'rows-000011-000020.png'));
  const lines = (await readFile(join(job, 'lockfile'), 'utf8')).split('\n');
  await writeFile(join(job, 'lockfile'), lines.filter((line) => !line.endsWith(' 11-20')).join('\n'));
  const { snapshot, painted } = await viewOf(job);
  expect(snapshot.job.phase).toBe('abandoned');
  expect(Math.round(snapshot.progress.percent!)).toBe(67);
  expect(
    bandsOf(snapshot)
      .map(([rows, phase]) => `${rows} ${phase}`)
      .sort(),
  ).toEqual(['1-10 done', '11-20 waiting', '21-30 done']);
  expect(painted).toEqual([
    { first: 1, last: 10 },
    { first: 21, last: 30 },
  ]);
});

test('leaves out the parts of another job', async () => {
  const job = await finishedJob(() => ({ id: 'other' }));
  await copyFile(join(finished, 'job/.td-log.jsonl'), join(job, '.td-log.jsonl'));
  await rm(join(job, 'lockfile'));
  const { snapshot, painted } = await viewOf(job);
  expect(snapshot.job.phase).toBe('stopped');
  expect(painted).toEqual([]);
});

test("shows the parts of the original's workers, one below the other in the order of their names", async () => {
  const job = await finishedJob();
  const other = join(job, '../original');
  await mkdir(other);
  for (const [host, rows] of [
    ['pi112', '000021-000030'],
    ['pi110', '000001-000010'],
    ['pi111', '000011-000020'],
  ] as const) {
    await copyFile(join(job, `rows-${rows}.png`), join(other, `${host}.png`));
  }
  await writeFile(join(other, 'lockfile'), 'pi110 2026_11_22_12:00:00\npi112 2026_11_22_12:00:09\n');
  const { snapshot, painted } = await viewOf(other);
  expect(snapshot.job).toMatchObject({
    phase: 'open',
    title: 'A job of scripts',
    image: { width: 40, height: 20 },
  });
  expect(snapshot.progress).toMatchObject({ percent: null, bandsDone: 2 });
  expect(bandsOf(snapshot).toSorted()).toEqual([
    ['1-10', 'done', 'pi110'],
    ['11-20', 'done', 'pi112'],
  ]);
  expect(painted).toEqual([{ first: 1, last: 20 }]);
  await writeFile(join(other, 'lockfile'), 'pi111 2026_11_22_12:00:12\n', { flag: 'a' });
  const whole = await viewOf(other);
  expect(whole.snapshot.job.image).toEqual({ width: 40, height: 30 });
  expect(decode(whole.rows({ first: 1, last: 30 })!).data).toEqual(
    decode((await viewOf(job)).rows({ first: 1, last: 30 })!).data,
  );
});

test('moves the parts of scripts down when one comes that belongs above them', async () => {
  const job = await finishedJob();
  const other = join(job, '../original');
  await mkdir(other);
  await writeFile(join(other, 'lockfile'), '');
  const watch = new Watch(other, most);
  const { signal } = new AbortController();
  for (const [host, rows] of [
    ['pi110', '000001-000010'],
    ['pi112', '000021-000030'],
    ['pi111', '000011-000020'],
  ] as const) {
    await copyFile(join(job, `rows-${rows}.png`), join(other, `${host}.png`));
    await writeFile(join(other, 'lockfile'), `${host} 2026_11_22_12:00:00\n`, { flag: 'a' });
    await watch.look(signal);
  }
  await watch.whole(signal);
  expect(watch.snapshot.job.note).toMatch(/nor when it is over/);
  expect(bandsOf(watch.snapshot).toSorted()).toEqual([
    ['1-10', 'done', 'pi110'],
    ['11-20', 'done', 'pi111'],
    ['21-30', 'done', 'pi112'],
  ]);
  expect(watch.snapshot.job.image).toEqual({ width: 40, height: 30 });
  expect(decode(watch.rows({ first: 1, last: 30 })!).data).toEqual(
    decode((await viewOf(job)).rows({ first: 1, last: 30 })!).data,
  );
  await rm(join(other, 'lockfile'));
  await watch.look(signal);
  expect(watch.snapshot).toMatchObject({ job: { phase: 'finished' }, progress: { percent: 100 } });
  expect(watch.snapshot.job.note).not.toMatch(/nor when it is over/);
});

test('places the parts of --compat by the plan of the job', async () => {
  const { folder, job, scene } = await smallJob();
  const run = await runCommand(
    'td-master',
    argv`-n 2 -x 40 -y 30 -p ${job} --scene ${scene} -o ${folder}/x.png --compat --via local --hosts zeta,alpha`,
  );
  expect(run).toMatchObject({ exitCode: 0 });
  const { snapshot, painted } = await viewOf(job);
  expect(bandsOf(snapshot).toSorted()).toEqual([
    ['1-15', 'done', 'zeta'],
    ['16-30', 'done', 'alpha'],
  ]);
  expect(painted).toEqual([{ first: 1, last: 30 }]);
});

test('follows a job from before its beginning to after its end, which takes all files with it', async () => {
  const { folder, scene } = await smallJob();
  const own = join(folder, 'own');
  const watch = follow(own);
  await expect.poll(() => watch.snapshot.job.phase).toBe('waiting');
  const bands = argv`-x 40 -y 30 --scene ${scene} -o ${folder}/x.png`;
  await runCommand('td-master', argv`-n 3 -p ${own} ${bands}`);
  await expect.poll(() => watch.painted).toEqual([{ first: 1, last: 30 }]);
  // As -c does.
  await rm(own, { recursive: true });
  await watch.look(new AbortController().signal);
  expect(watch.snapshot.job.phase).toBe('finished');
  expect(watch.painted).toEqual([{ first: 1, last: 30 }]);
  const first = watch.snapshot.job.id;
  await runCommand('td-master', argv`-n 2 -x 20 -y 30 -p ${own} --scene ${scene} -o ${folder}/x.png`);
  await expect.poll(() => watch.snapshot.job.image).toEqual({ width: 20, height: 30 });
  expect(watch.snapshot.job.id).not.toBe(first);
});

test('takes over what the log says: hosts, failures, estimates', async () => {
  const job = await finishedJob();
  const { id } = JSON.parse(await readFile(join(job, '.td-job.json'), 'utf8')) as JobFile;
  const at = Date.now();
  const rows: Rows = { first: 1, last: 10 };
  const report = { bytes: null, parseSeconds: null, traceSeconds: null };
  const lines = [
    { type: 'opened', job: id, folder: job, lockfile: 'x', width: 40, height: 30 },
    { ...rows, host: 'pi@bad', state: 'started', info: null },
    {
      type: 'attempt',
      rows,
      host: 'pi@bad',
      attempt: 1,
      attempts: 3,
      start: new Date(at),
      end: new Date(at + 1000),
      outcome: { reason: '<b>no</b>', isFinal: false, exitCode: 1, report },
    },
    { type: 'host', host: 'pi@bad', status: 'quarantined' },
  ] as const;
  await writeFile(
    join(job, '.td-log.jsonl'),
    lines.map((event, i) => `${encodeLogLine({ at: at + 1000 * i, event })}\n`).join(''),
  );
  const { snapshot } = await viewOf(job);
  expect(snapshot.hosts.find(({ name }) => name === 'bad')).toMatchObject({
    phase: 'quarantined',
    spells: [{ first: 1, last: 10, attempt: 1, outcome: 'failed', reason: '<b>no</b>' }],
  });
  expect(snapshot.log.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      'bad failed at rows 1-10, attempt 1 of 3: <b>no</b>',
      'bad is quarantined: it gets no more bands that another host may take',
    ]),
  );
});

test('a job that was stopped and continued is shown without the pause', async () => {
  const job = await finishedJob();
  const { id } = JSON.parse(await readFile(join(job, '.td-job.json'), 'utf8')) as JobFile;
  const began = Date.now() - 100_000;
  const openedEvent = { type: 'opened', job: id, folder: job, lockfile: 'x', width: 40, height: 30 } as const;
  const band = { first: 1, last: 10, host: 'pi1', info: null } as const;
  const second = { ...band, first: 11, last: 20 } as const;
  const composed = { type: 'composed', output: 'a', width: 40, height: 30, parts: [], jobs: 1 } as const;
  const events = [
    [0, openedEvent],
    [1, { ...band, state: 'started' }],
    [4, { ...band, state: 'done', info: 'a.png' }],
    [4, { ...second, state: 'started' }],
    [6, { ...second, state: 'running', info: '10' }],
    [60, openedEvent],
    [61, { ...second, state: 'started' }],
    [65, { ...second, state: 'done', info: 'b.png' }],
    [66, composed],
  ] as const;
  await writeFile(
    join(job, '.td-log.jsonl'),
    events.map(([at, event]) => `${encodeLogLine({ at: began + 1000 * at, event })}\n`).join(''),
  );
  const { hosts, progress } = (await viewOf(job)).snapshot;
  expect(progress.ended! - progress.opened!).toBe(12_000);
  const { spells } = hosts.find(({ name }) => name === 'pi1')!;
  expect(
    spells.map(({ outcome, from, to }) => [outcome, from - progress.opened!, to! - progress.opened!]),
  ).toEqual([
    ['done', 1000, 4000],
    ['stopped', 4000, 6000],
    ['done', 7000, 11_000],
  ]);
});

test('shows previews of running bands and the picture of the probe, and leaves out what is no picture', async () => {
  const job = await finishedJob();
  await copyFile(join(job, 'rows-000001-000010.png'), join(job, '.td-preview-rows-000011-000020.png'));
  await copyFile(join(job, 'rows-000001-000010.png'), join(job, '.td-probe.png'));
  await writeFile(join(job, '.td-preview-rows-000021-000030.png'), 'no picture');
  const watch = await viewOf(job);
  const { probe, previews } = watch.snapshot.pictures;
  expect(probe).not.toBeNull();
  expect(previews).toMatchObject([{ first: 11, last: 20 }]);
  expect(decode(watch.preview({ first: 11, last: 20 })!)).toMatchObject({ width: 40, height: 10 });
  expect(watch.preview({ first: 21, last: 30 })).toBeNull();
  expect(decode(watch.probe()!)).toMatchObject({ width: 40, height: 10 });
  await utimes(join(job, '.td-probe.png'), 1, 1);
  const { signal } = new AbortController();
  await watch.look(signal);
  expect(watch.snapshot.pictures.probe).not.toBe(probe);
});

test('knows nothing of a folder that is missing, empty, or has other pictures', async () => {
  const { folder, job } = temporaryJob();
  await writeFile(join(job, 'pi110.png'), '');
  await writeFile(join(job, '.td-job.json'), '{"version": 7}');
  for (const path of [join(folder, 'none'), job]) {
    const { snapshot } = await viewOf(path);
    expect(snapshot.job).toMatchObject({ phase: 'waiting', folder: path });
  }
});
