import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { bundleFixtures, startFixture, temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { markAllDone, markDone, openJob } from '../src/index.ts';
import { parseLockfileLine } from '../src/lockfile-line.ts';

bundleFixtures();

function emptyLockfile(): string {
  const lockfile = join(temporaryFolder(), 'lockfile');
  writeFileSync(lockfile, '');
  return lockfile;
}

test('a line is appended, and the folder contains no other new file', async () => {
  const lockfile = emptyLockfile();
  await markDone(lockfile, { host: 'pi110' });
  await markDone(lockfile, { host: 'pi111', rows: { first: 151, last: 300 } });
  expect(readFileSync(lockfile, 'utf8')).toMatch(
    /^pi110 \d{4}(_\d\d){3}(:\d\d){2}\npi111 \d{4}(_\d\d){3}(:\d\d){2} 151-300\n$/,
  );
  expect(readdirSync(join(lockfile, '..'))).toEqual(['lockfile']);
});

test('many lines are appended in one write', async () => {
  const lockfile = emptyLockfile();
  const rows = Array.from({ length: 10_000 }, (_, i) => ({ first: i + 1, last: i + 1 }));
  writeFileSync(lockfile, 'pi109 2026_11');
  await markAllDone(lockfile, [{ host: 'pi110' }, ...rows.map((own) => ({ host: 'pi111', rows: own }))]);
  const [torn, ...lines] = readFileSync(lockfile, 'utf8').split('\n').map(parseLockfileLine);
  expect(torn).toBeNull();
  expect(lines.pop()).toBeNull();
  expect(lines.map((line) => line?.host)).toEqual(['pi110', ...rows.map(() => 'pi111')]);
  expect(lines.slice(1).map((line) => line?.rows)).toEqual(rows);
  await markAllDone(lockfile, []);
  await expect(markAllDone(lockfile, [{ host: 'pi110' }, { host: '../x' }])).rejects.toMatchObject({
    code: 'E_HOST',
  });
  expect(readFileSync(lockfile, 'utf8').split('\n')).toHaveLength(10_003);
});

test('of many lines, only those that another writer has overwritten are written again', async () => {
  const lockfile = emptyLockfile();
  const done = [1, 2, 3, 4].map((row) => ({ host: 'pi110', rows: { first: row, last: row } }));
  const marked = markAllDone(lockfile, done, { lookAgainMs: 300 });
  while (!readFileSync(lockfile, 'utf8').endsWith('\n')) await new Promise(setImmediate);
  const length = 'pi110 2026_11_22_09:07:33 1-1\n'.length;
  const other = openSync(lockfile, 'r+');
  writeSync(other, 'pi9 2026_11_22_09:07:33 10-12\n', length);
  closeSync(other);
  await marked;
  const lines = readFileSync(lockfile, 'utf8').split('\n').map(parseLockfileLine);
  expect(lines.map((line) => line?.rows?.first)).toEqual([1, 10, 3, 4, 2, undefined]);
});

test('a missing lockfile is not created', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  await expect(markDone(lockfile, { host: 'pi110' })).rejects.toMatchObject({
    code: 'E_NO_LOCKFILE',
    exitCode: 1,
  });
  expect(existsSync(lockfile)).toBe(false);
  await expect(markDone(lockfile, { host: '../x' })).rejects.toMatchObject({ exitCode: 2 });
});

test('a late worker of an earlier job is refused', async () => {
  const folder = temporaryFolder();
  const facts = { scene: 's.pov', sceneHash: null, width: 8, height: 6, options: [] };
  const job = await openJob(folder, facts, { takeover: 'none', join: false });
  const lockfile = join(folder, 'lockfile');
  await expect(markDone(lockfile, { host: 'pi110' }, { job: 'earlier' })).rejects.toMatchObject({
    code: 'E_OTHER_JOB',
    message: `${folder}: Expected job earlier, got job ${job.id}, which came after it`,
  });
  expect(readFileSync(lockfile, 'utf8')).toBe('');
  await markDone(lockfile, { host: 'pi110' }, { job: job.id });
  expect(readFileSync(lockfile, 'utf8')).toMatch(/^pi110 /);
  await job.release();
  writeFileSync(lockfile, '');
  await expect(markDone(emptyLockfile(), { host: 'pi110' }, { job: job.id })).rejects.toThrow('no job file');
});

test('a torn line of another writer stays on its own line', async () => {
  const lockfile = emptyLockfile();
  writeFileSync(lockfile, 'pi109 2026_11');
  await markDone(lockfile, { host: 'pi110' });
  const lines = readFileSync(lockfile, 'utf8').split('\n');
  expect(lines).toEqual(['pi109 2026_11', expect.stringMatching(/^pi110 /), '']);
});

test('a line that arrives in two pieces is completed first', async () => {
  const lockfile = emptyLockfile();
  writeFileSync(lockfile, 'pi109 2026_11');
  const marked = markDone(lockfile, { host: 'pi110' });
  setTimeout(() => {
    appendFileSync(lockfile, '_22_09:07:33\n');
  }, 100);
  await marked;
  const lines = readFileSync(lockfile, 'utf8').split('\n');
  expect(lines).toEqual(['pi109 2026_11_22_09:07:33', expect.stringMatching(/^pi110 /), '']);
});

test('a line that another writer has overwritten is written again', async () => {
  const lockfile = emptyLockfile();
  const marked = markDone(lockfile, { host: 'pi110', rows: { first: 1, last: 5 } }, { lookAgainMs: 300 });
  while (!readFileSync(lockfile, 'utf8').endsWith('\n')) await new Promise(setImmediate);
  const other = openSync(lockfile, 'r+');
  writeSync(other, 'pi109 2026_11_22_09:07:33\n', 0);
  closeSync(other);
  await marked;
  const hosts = readFileSync(lockfile, 'utf8').split('\n').map(parseLockfileLine);
  expect(hosts.map((line) => line?.host)).toEqual(['pi109', undefined, 'pi110', undefined]);
});

test('a killed holder of the lock delays a line, but does not prevent it', async () => {
  const lockfile = emptyLockfile();
  const holder = startFixture('holder', lockfile);
  expect(await holder.nextLine()).toBe('held');
  holder.process.kill('SIGKILL');
  await holder.exited;
  expect(existsSync(`${lockfile}.lock`)).toBe(true);
  const started = performance.now();
  await markDone(lockfile, { host: 'pi110' }, { withLock: true, patienceMs: 500 });
  expect(performance.now() - started).toBeLessThan(2000);
  expect(readFileSync(lockfile, 'utf8')).toMatch(/^pi110 /);
  // A writer that waits long enough finds that the holder is dead, and removes its lock.
  await markDone(lockfile, { host: 'pi111' }, { withLock: true });
  expect(existsSync(`${lockfile}.lock`)).toBe(false);
  expect(readFileSync(lockfile, 'utf8').split('\n')).toHaveLength(3);
});

test('on a local file system, writers do not wait for the lock, but wait for a lockfile that is missing for a moment', async () => {
  const lockfile = emptyLockfile();
  const holder = startFixture('holder', lockfile);
  expect(await holder.nextLine()).toBe('held');
  await markDone(lockfile, { host: 'pi110' });
  // Like a process that checks under the lock whether to take over.
  renameSync(lockfile, `${lockfile}-away`);
  const marked = markDone(lockfile, { host: 'pi111' });
  setTimeout(() => renameSync(`${lockfile}-away`, lockfile), 200);
  setTimeout(() => holder.process.kill(), 400);
  await marked;
  const hosts = readFileSync(lockfile, 'utf8').split('\n').map(parseLockfileLine);
  expect(hosts.map((line) => line?.host)).toEqual(['pi110', 'pi111', undefined]);
});

test('64 processes, ours and shells, append 200 lines each: none is missing or torn', async () => {
  const lockfile = emptyLockfile();
  const ours = 10;
  const loop = 'i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo "$1 2026_11_22_09:07:33 $i-$i" >> "$2"; done';
  const exits: Promise<number | null>[] = [];
  for (let i = 0; i < 64; i += 1) {
    if (i < ours) exits.push(startFixture('marker', lockfile, `pi${i}`, '200').exited);
    else {
      const shell = spawn('sh', ['-c', loop, 'sh', `pi${i}`, lockfile]);
      exits.push(new Promise((resolve) => shell.once('close', resolve)));
    }
  }
  expect(new Set(await Promise.all(exits))).toEqual(new Set([0]));
  const lines = readFileSync(lockfile, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  expect(lines).toHaveLength(64 * 200);
  const seen = new Set(lines.map(parseLockfileLine).map((line) => `${line?.host} ${line?.rows?.first}`));
  expect(seen.size).toBe(64 * 200);
});
