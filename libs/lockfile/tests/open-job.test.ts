import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TdError } from '@task-distributor/band';
import {
  bundleFixtures,
  type Child,
  startFixture,
  startFixtureAsNobody,
  temporaryFolder,
} from '@task-distributor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { type Job, type JobFile, openJob, type OpenOptions, readJobFile } from '../src/index.ts';

bundleFixtures();

const facts = { scene: 'blob.pov', sceneHash: 'abc', width: 800, height: 600, options: ['+A0.3'] };
const date = '2026_11_22_09:07:33';

function open(folder: string, options: Partial<OpenOptions> = {}): Promise<Job> {
  return openJob(folder, facts, { takeover: 'none', join: false, heartbeatMs: 100, ...options });
}

async function openHere(folder: string, options: Partial<OpenOptions> = {}): Promise<Job> {
  const job = await open(folder, options);
  onTestFinished(() => job.close());
  return job;
}

/** Asks the other process, which opens jobs and keeps them open. @returns its answer */
async function askOpener(
  child: Child,
  folder: string,
  options: Partial<OpenOptions> & { release?: boolean } = {},
): Promise<{ id?: string; code?: string; message?: string }> {
  return (await child.ask({ folder, takeover: 'none', join: false, heartbeatMs: 100, ...options })) as object;
}

function startOpener(): Child {
  const child = startFixture('opener');
  onTestFinished(() => {
    child.process.kill('SIGKILL');
  });
  return child;
}

function makeForeign(folder: string, change: (job: JobFile) => void): void {
  const path = join(folder, '.td-job.json');
  const job = JSON.parse(readFileSync(path, 'utf8')) as JobFile;
  change(job);
  writeFileSync(path, JSON.stringify(job));
}

/** Makes the job look as if another machine had opened it. */
function makeOfOtherMachine(folder: string): void {
  makeForeign(folder, (job) => {
    job.owner = { host: 'elsewhere', pid: 1, startTime: 'boot/1/77' };
  });
}

async function refusal(opening: Promise<Job>): Promise<TdError> {
  return opening.then(
    () => {
      throw new Error('it was opened');
    },
    (error: unknown) => error as TdError,
  );
}

test('an open job is an empty lockfile and a job file, and release removes the lockfile', async () => {
  const folder = temporaryFolder();
  const job = await openHere(folder);
  await job.confirm();
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', 'lockfile']);
  expect(statSync(join(folder, 'lockfile')).size).toBe(0);
  expect(await readJobFile(folder)).toMatchObject({
    ...facts,
    version: 1,
    id: job.id,
    owner: { pid: process.pid },
  });
  await job.release();
  expect(readdirSync(folder)).toEqual(['.td-job.json']);
  await job.release();
});

test('the id of an earlier job can be used again', async () => {
  const folder = temporaryFolder();
  const job = await openJob(
    folder,
    { ...facts, earlier: { id: 'earlier-1' } },
    { takeover: 'none', join: false },
  );
  expect((await readJobFile(folder))?.id).toBe('earlier-1');
  await job.release();
});

test('a folder that does not exist is created, except for a job to join', async () => {
  const folder = join(temporaryFolder(), 'new');
  await expect(openJob(folder, facts, { takeover: 'none', join: true })).rejects.toThrow(
    `${folder}: No such file or directory`,
  );
  const job = await open(folder);
  expect(existsSync(join(folder, 'lockfile'))).toBe(true);
  await job.release();
});

test('the folders above it are created, with the modes that the umask gives', async () => {
  const above = join(temporaryFolder(), 'a');
  const before = process.umask(0o027);
  const job = await open(join(above, 'b/c'));
  process.umask(before);
  expect([above, join(above, 'b'), job.folder].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o750, 0o750, 0o750,
  ]);
  await job.release();
});

test('of a job that could not be opened, no folder stays', async () => {
  const folder = temporaryFolder();
  const options = { takeover: 'none', join: false } as const;
  await expect(openJob(join(folder, 'a/b'), { ...facts, width: -1 }, options)).rejects.toThrow('width');
  expect(readdirSync(folder)).toEqual([]);
});

test('a signal while the job is being opened leaves nothing that was not there before', async () => {
  const folder = temporaryFolder();
  const options = { takeover: 'none', join: false } as const;
  for (let ms = 0; ms < 20; ms += 1) {
    const opening = openJob(join(folder, 'a/b'), facts, options, AbortSignal.timeout(ms));
    const job = await opening.catch(() => null);
    if (job === null) expect(readdirSync(folder)).toEqual([]);
    await job?.release();
    rmSync(join(folder, 'a'), { recursive: true, force: true });
  }
});

test('a folder that cannot be created, is a file, or is not writable is refused by name', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(open(join(folder, 'file/job'))).rejects.toThrow(
    `${join(folder, 'file/job')}: cannot create the job folder: ${join(folder, 'file')}: Not a directory`,
  );
  await expect(open('/proc/job')).rejects.toThrow(
    '/proc/job: cannot create the job folder: /proc: No such file or directory',
  );
  await expect(open(join(folder, 'file'))).rejects.toThrow('Expected a folder, got a file');
  mkdirSync(join(folder, 'lockfile'));
  await expect(open(folder)).rejects.toThrow('lockfile: Expected a regular file');
  await expect(open('/proc/self')).rejects.toMatchObject({ name: 'TdError', exitCode: 1 });
  chmodSync(folder, 0o555);
  const nobody = startFixtureAsNobody('opener');
  onTestFinished(() => void nobody.process.kill('SIGKILL'));
  expect((await askOpener(nobody, folder)).message).toBe(
    `${folder}: Permission denied: Expected a job folder that can be written to`,
  );
});

test('a running job is refused, even with -f, and the message names its machine, start and process', async () => {
  const folder = temporaryFolder();
  const job = await openHere(folder);
  for (const takeover of ['none', 'dead'] as const) {
    const error = await refusal(open(folder, { takeover }));
    expect(error).toMatchObject({ code: 'E_LOCKED', exitCode: 1 });
    expect(error.message).toBe(
      `File ${folder}/lockfile already exists! The job for blob.pov, on ${job.file.owner.host} since ` +
        `${job.file.opened}, is running, pid ${process.pid}: wait for it, td-dispatch --join joins it, -ff takes over`,
    );
  }
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', 'lockfile']);
  expect(job.lost.aborted).toBe(false);
});

test('-ff takes over a running job, which notices it', async () => {
  const folder = temporaryFolder();
  const opener = startOpener();
  const { id } = await askOpener(opener, folder);
  const answer = opener.nextLine();
  const job = await openHere(folder, { takeover: 'living' });
  expect(JSON.parse(await answer)).toEqual({
    lost: expect.stringContaining('this job no longer owns the folder') as string,
  });
  expect(job.id).not.toBe(id);
  expect((await readJobFile(folder))?.id).toBe(job.id);
  // The job that has lost the lockfile does not remove it either.
  await askOpener(opener, temporaryFolder(), { release: true });
  expect(existsSync(join(folder, 'lockfile'))).toBe(true);
  expect(job.lost.aborted).toBe(false);
});

test('a job whose process was killed is abandoned, and taken over with -f', async () => {
  const folder = temporaryFolder();
  const opener = startOpener();
  await askOpener(opener, folder);
  opener.process.kill('SIGKILL');
  await opener.exited;
  appendFileSync(join(folder, 'lockfile'), `pi1 ${date} 1-300\n`);
  expect((await refusal(open(folder))).message).toMatch(
    /is abandoned, its process .* --resume continues it, -f starts a new job$/,
  );
  const job = await openHere(folder, { takeover: 'dead' });
  expect(statSync(join(folder, 'lockfile')).size).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', 'lockfile']);
  await job.confirm();
});

test('a job whose lines cover all rows is finished, whatever their order', async () => {
  const folder = temporaryFolder();
  await (await open(folder)).close();
  makeForeign(folder, (job) => (job.owner.startTime = job.owner.startTime.replace(/\d+$/, '1')));
  const lockfile = join(folder, 'lockfile');
  appendFileSync(lockfile, `pi2 ${date} 301-600\npi1 ${date} 1-299\n`);
  expect((await refusal(open(folder))).message).toContain('is abandoned');
  appendFileSync(lockfile, `pi3 ${date} 300-300\n`);
  expect((await refusal(open(folder))).message).toMatch(/is finished: -f starts a new job$/);
  await openHere(folder, { takeover: 'dead' });
});

test("a lockfile of the original's scripts is refused as such, and taken over with -f", async () => {
  const folder = temporaryFolder();
  spawnSync('touch', [join(folder, 'lockfile')]);
  const { message } = await refusal(open(folder));
  expect(message).toBe(
    `File ${folder}/lockfile already exists! It was made by the original's scripts or by hand, so whether they are still running ` +
      'is not known: -f takes over, td-dispatch --join uses it as it is',
  );
  expect(readdirSync(folder)).toEqual(['lockfile']);
  await openHere(folder, { takeover: 'dead' });
});

test("a lockfile that a script has created beside an older job's file belongs to the script", async () => {
  const folder = temporaryFolder();
  await (await open(folder)).release();
  const before = readFileSync(join(folder, '.td-job.json'), 'utf8');
  spawnSync('touch', [join(folder, 'lockfile')]);
  expect((await refusal(open(folder))).message).toContain('It was made by the original');
  expect(readFileSync(join(folder, '.td-job.json'), 'utf8')).toBe(before);
  const job = await openHere(folder, { takeover: 'dead' });
  expect((await readJobFile(folder))?.id).toBe(job.id);
});

test.each([
  ['not JSON', '{'],
  ['too large', JSON.stringify({ scene: 'x'.repeat(70_000) })],
  ['of another version', '{"version":2}'],
  ['with controls', '{"version":1,"id":"a","scene":"\\u001b[2J"}'],
])('a job file that is %s is refused, and does not prevent -f', async (_, text) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.td-job.json'), text);
  await expect(readJobFile(folder)).rejects.toMatchObject({ code: 'E_JOB_FILE', exitCode: 1 });
  writeFileSync(join(folder, 'lockfile'), '');
  expect((await refusal(open(folder))).code).toBe('E_LOCKED');
  await openHere(folder, { takeover: 'dead' });
});

test('a job file that is a FIFO does not block', async () => {
  const folder = temporaryFolder();
  spawnSync('mkfifo', [join(folder, '.td-job.json')]);
  await expect(readJobFile(folder)).rejects.toThrow('Expected a regular file, got a FIFO');
});

test('a job of another machine is alive while its heartbeat changes', async () => {
  const folder = temporaryFolder();
  const opener = startOpener();
  await askOpener(opener, folder);
  makeOfOtherMachine(folder);
  expect((await refusal(open(folder, { takeover: 'dead' }))).message).toContain('on elsewhere since');
  opener.process.kill('SIGSTOP');
  const past = new Date(Date.now() + 3_600_000);
  // The clock is an hour off, because clocks must not be compared.
  utimesSync(join(folder, '.td-job.json'), past, past);
  expect((await refusal(open(folder))).message).toContain('is abandoned');
  await openHere(folder, { takeover: 'dead' });
});

test('the signal stops watching another machine, and nothing is changed', async () => {
  const folder = temporaryFolder();
  await (await open(folder)).close();
  makeOfOtherMachine(folder);
  const stop = new AbortController();
  const opening = openJob(folder, facts, { takeover: 'dead', join: false }, stop.signal);
  setTimeout(() => {
    stop.abort(new Error('enough'));
  }, 100);
  await expect(opening).rejects.toThrow('enough');
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', 'lockfile']);
});

test('--join uses a lockfile that touch has created, and does not remove it', async () => {
  const folder = temporaryFolder();
  await expect(open(folder, { join: true })).rejects.toMatchObject({ code: 'E_NO_LOCKFILE' });
  expect(readdirSync(folder)).toEqual([]);
  spawnSync('touch', [join(folder, 'lockfile')]);
  const job = await openHere(folder, { join: true });
  await job.confirm();
  expect((await readJobFile(folder))?.id).toBe(job.id);
  await job.release();
  expect(existsSync(join(folder, 'lockfile'))).toBe(true);
});

test('--join works for the job that is open, keeps it alive, and refuses another image', async () => {
  const folder = temporaryFolder();
  const opener = startOpener();
  const { id } = await askOpener(opener, folder);
  const job = await openHere(folder, { join: true });
  expect(job.id).toBe(id);
  await expect(openJob(folder, { ...facts, height: 601 }, { takeover: 'none', join: true })).rejects.toThrow(
    'The job to join is a different one: its size is 800x600, not 800x601',
  );
  const withOptions = { ...facts, options: [] };
  await expect(openJob(folder, withOptions, { takeover: 'none', join: true })).rejects.toThrow(
    'its options are +A0.3',
  );
  const moved = await openJob(
    folder,
    { ...facts, scene: '/elsewhere.pov' },
    { takeover: 'none', join: true },
  );
  expect([moved.file.scene, (await readJobFile(folder))?.scene]).toEqual(['/elsewhere.pov', facts.scene]);
  await moved.close();
  opener.process.kill('SIGKILL');
  await opener.exited;
  // Its owner has ended, but its heartbeat continues.
  expect((await refusal(open(folder, { takeover: 'dead' }))).message).toContain('is running');
  await job.close();
  await openHere(folder, { takeover: 'dead' });
});

test('a lockfile that disappears, or is created again, is noticed', async () => {
  const folder = temporaryFolder();
  const lockfile = join(folder, 'lockfile');
  const lost = (job: Job): Promise<string> =>
    new Promise((resolve) => {
      job.lost.addEventListener('abort', () => {
        resolve((job.lost.reason as TdError).message);
      });
    });
  const first = lost(await openHere(folder));
  rmSync(lockfile);
  expect(await first).toBe(`${lockfile} is gone: this job no longer owns the folder`);
  const second = lost(await openHere(folder));
  spawnSync('sh', ['-c', 'rm "$1"; touch "$1"', 'sh', lockfile]);
  expect(await second).toContain('is another file now');
  rmSync(lockfile);
  const third = lost(await openHere(folder));
  makeForeign(folder, (job) => (job.id = randomUUID()));
  expect(await third).toContain('.td-job.json is of another job now');
});

test('withdraws from a master that has tested before we created the lockfile and touches it after', async () => {
  const folder = temporaryFolder();
  const lockfile = join(folder, 'lockfile');
  const master = spawn('sh', [
    '-c',
    '[ -e "$1" ] && exit 1; echo tested; read go; touch "$1"',
    'sh',
    lockfile,
  ]);
  await new Promise((tested) => master.stdout.once('data', tested));
  const job = await openHere(folder);
  master.stdin.end('go\n');
  expect(await new Promise((resolve) => master.once('close', resolve))).toBe(0);
  await expect(job.confirm()).rejects.toMatchObject({
    code: 'E_LOCKED',
    message: expect.stringMatching(/lockfile already exists! Somebody touched it: .* withdraws$/) as string,
  });
  await job.release();
  expect(readdirSync(folder)).toEqual(['lockfile']);
});

test('a master that tests after our job is open finds the lockfile by its own test', async () => {
  const folder = temporaryFolder();
  const job = await openHere(folder);
  const { status } = spawnSync('sh', [
    '-c',
    '[ -e "$1" ] && exit 1; touch "$1"',
    'sh',
    join(folder, 'lockfile'),
  ]);
  expect(status).toBe(1);
  await job.confirm();
});

/** Asks two processes at the same moment. @returns which one wins, and the answer of the other */
async function race(
  openers: readonly [Child, Child],
  folder: string,
  takeover: OpenOptions['takeover'],
): Promise<void> {
  const answers = await Promise.all(openers.map((opener) => askOpener(opener, folder, { takeover })));
  const winners = answers.filter(({ id }) => id !== undefined);
  expect(winners).toHaveLength(1);
  expect(answers.find(({ code }) => code !== undefined)).toMatchObject({
    code: 'E_LOCKED',
    message: expect.stringContaining('is running') as string,
  });
  expect((await readJobFile(folder))?.id).toBe(winners[0]!.id);
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', 'lockfile']);
  expect(statSync(join(folder, 'lockfile')).size).toBe(0);
}

test('two jobs open at the same moment: one wins, the other changes nothing: 200 rounds', async () => {
  const openers = [startOpener(), startOpener()] as const;
  const folder = temporaryFolder();
  for (let round = 0; round < 200; round += 1) {
    const here = join(folder, String(round));
    mkdirSync(here);
    await race(openers, here, 'none');
  }
});

test('two jobs take over the same dead lock: exactly one wins', async () => {
  const openers = [startOpener(), startOpener()] as const;
  const folder = temporaryFolder();
  for (let round = 0; round < 30; round += 1) {
    const here = join(folder, String(round));
    mkdirSync(here);
    writeFileSync(join(here, 'lockfile'), '');
    // In every other round, there is the file of a dead job.
    if (round % 2 === 0) {
      rmSync(join(here, 'lockfile'));
      await (await open(here)).close();
      makeForeign(here, (job) => (job.owner.startTime = job.owner.startTime.replace(/\d+$/, '1')));
    }
    await race(openers, here, 'dead');
  }
});

test('whether the folder is still owned: lines are no reason against it, a lockfile that is gone is', async () => {
  const folder = temporaryFolder();
  const job = await openHere(folder, { heartbeatMs: 60_000 });
  await job.confirm();
  appendFileSync(join(folder, 'lockfile'), `pi110 ${date} 1-300\n`);
  await job.checkOwned();
  rmSync(join(folder, 'lockfile'));
  await expect(job.checkOwned()).rejects.toMatchObject({ code: 'E_LOST' });
  expect(readdirSync(folder)).toEqual(['.td-job.json']);
});
