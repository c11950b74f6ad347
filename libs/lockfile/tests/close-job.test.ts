import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { bundleFixtures, startFixture, temporaryFolder } from '@task-distributor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { takeFolderLock } from '../src/folder-lock.ts';
import { closeJob, openJob } from '../src/index.ts';

bundleFixtures();

const facts = { scene: 'blob.pov', sceneHash: 'abc', width: 800, height: 600, options: ['+A0.3'] };

async function finishedJob(): Promise<{ folder: string; id: string; parts: string[] }> {
  const folder = temporaryFolder();
  const job = await openJob(folder, facts, { takeover: 'none', join: false });
  await job.close();
  const parts = ['rows-000001-000300.png', 'pi110.png'].map((name) => join(folder, name));
  for (const part of [...parts, join(folder, 'mine.png'), join(folder, 'notes.txt')])
    writeFileSync(part, 'x');
  return { folder, id: job.id, parts };
}

test('parts, lockfile and job file are removed, and nothing else', async () => {
  const { folder, id, parts } = await finishedJob();
  const closed = await closeJob(folder, [...parts, join(folder, 'gone.png'), parts[0]!], { job: id });
  expect(closed).toEqual({ parts, lockfile: true, jobFile: true, kept: null });
  expect(readdirSync(folder).sort()).toEqual(['mine.png', 'notes.txt']);
  expect(await closeJob(folder, [])).toEqual({ parts: [], lockfile: false, jobFile: false, kept: null });
});

test("a script's lockfile is removed, and the file of an earlier job stays", async () => {
  const { folder, parts } = await finishedJob();
  await closeJob(folder, []);
  const job = await openJob(folder, facts, { takeover: 'none', join: false });
  await job.release();
  appendFileSync(join(folder, 'lockfile'), 'pi110 2026_11_22_09:07:33\n');
  expect(await closeJob(folder, parts)).toEqual({ parts, lockfile: true, jobFile: false, kept: null });
});

test('paths in other folders, or of other files than parts, are refused before anything is removed', async () => {
  const { folder, parts } = await finishedJob();
  const other = temporaryFolder();
  writeFileSync(join(other, 'pi1.png'), 'x');
  mkdirSync(join(folder, 'folder.png'));
  symlinkSync(join(other, 'pi1.png'), join(folder, 'link.png'));
  const before = readdirSync(folder);
  for (const path of [
    join(other, 'pi1.png'),
    `${folder}/../${other.split('/').at(-1)!}/pi1.png`,
    join(folder, 'notes.txt'),
    join(folder, 'folder.png'),
    join(folder, 'link.png'),
    '/etc/passwd',
  ]) {
    await expect(closeJob(folder, [...parts, path])).rejects.toMatchObject({
      code: 'E_NOT_A_PART',
      exitCode: 1,
    });
  }
  expect(readdirSync(folder)).toEqual(before);
});

test('another job is not changed', async () => {
  const { folder, parts } = await finishedJob();
  const before = readdirSync(folder);
  await expect(closeJob(folder, parts, { job: 'other' })).rejects.toMatchObject({ code: 'E_OTHER_JOB' });
  expect(readdirSync(folder)).toEqual(before);
});

test('a job that was taken over after composing is not changed, and not waited for', async () => {
  const { folder, id, parts } = await finishedJob();
  const opener = startFixture('opener');
  onTestFinished(() => {
    opener.process.kill('SIGKILL');
  });
  const { id: other } = (await opener.ask({ folder, takeover: 'living', join: false })) as { id: string };
  const before = readdirSync(folder);
  const started = performance.now();
  await expect(closeJob(folder, parts, { job: id })).rejects.toMatchObject({
    code: 'E_OTHER_JOB',
    message: `${folder}: Expected job ${id}, got job ${other}; nothing was removed`,
  });
  expect(performance.now() - started).toBeLessThan(5000);
  expect(readdirSync(folder)).toEqual(before);
  // On another machine, so its process cannot be checked here.
  const file = readFileSync(join(folder, '.td-job.json'), 'utf8');
  writeFileSync(join(folder, '.td-job.json'), file.replace(/"startTime": ".*"/, '"startTime": "boot/1/77"'));
  await expect(closeJob(folder, parts, { job: id })).rejects.toMatchObject({ code: 'E_OTHER_JOB' });
  expect(readdirSync(folder)).toEqual(before);
  opener.process.kill('SIGKILL');
  await opener.exited;
  expect(await closeJob(folder, parts, { job: other })).toEqual({
    parts,
    lockfile: true,
    jobFile: true,
    kept: null,
  });
});

test('a job that is taken over while closing waits for the lock is not changed', async () => {
  const { folder, id, parts } = await finishedJob();
  const unlock = await takeFolderLock(join(folder, 'lockfile'), { patienceMs: 1000 });
  const closing = closeJob(folder, parts, { job: id });
  closing.catch(() => undefined);
  // Gives it time to wait for the lock; if it takes longer, it notices the takeover earlier.
  await new Promise((later) => setTimeout(later, 300));
  const file = readFileSync(join(folder, '.td-job.json'), 'utf8');
  writeFileSync(join(folder, '.td-job.json'), file.replace(id, 'other'));
  const before = readdirSync(folder).filter((name) => name !== 'lockfile.lock');
  await unlock?.();
  await expect(closing).rejects.toMatchObject({ code: 'E_OTHER_JOB' });
  expect(readdirSync(folder)).toEqual(before);
});

test("refuses a script's lockfile, and another job's file without a lockfile", async () => {
  const { folder, id, parts } = await finishedJob();
  rmSync(join(folder, 'lockfile'));
  writeFileSync(join(folder, 'lockfile'), '');
  const before = readdirSync(folder);
  await expect(closeJob(folder, parts, { job: id })).rejects.toThrow('got a job without a job file');
  expect(readdirSync(folder)).toEqual(before);
  rmSync(join(folder, 'lockfile'));
  await expect(closeJob(folder, parts, { job: 'other' })).rejects.toMatchObject({ code: 'E_OTHER_JOB' });
  expect(await closeJob(folder, parts, { job: id })).toEqual({
    parts,
    lockfile: false,
    jobFile: true,
    kept: null,
  });
});

test('a part that cannot be removed is named, and the lockfile stays', async () => {
  const { folder, id, parts } = await finishedJob();
  const many = Array.from({ length: 40 }, (_, i) => join(folder, `pi${i}.png`));
  for (const part of many) writeFileSync(part, 'x');
  const closing = closeJob(folder, [...many, ...parts], { job: id });
  // It is removed after it was checked, and before the others are removed.
  const lock = join(folder, 'lockfile.lock');
  while (!existsSync(lock)) await new Promise(setImmediate);
  rmSync(many[39]!);
  mkdirSync(many[39]!);
  await expect(closing).rejects.toThrow(`${many[39]!} cannot be removed`);
  expect(readdirSync(folder)).toContain('lockfile');
});

test('waits a moment for a process that has the job open, but does not stop it', async () => {
  const folder = temporaryFolder();
  const opener = startFixture('opener');
  onTestFinished(() => {
    opener.process.kill('SIGKILL');
  });
  await opener.ask({ folder, takeover: 'none', join: false });
  await expect(closeJob(folder, [], { graceSeconds: 0.1 })).rejects.toThrow('is running');
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', 'lockfile']);
  const closing = closeJob(folder, []);
  opener.process.stdin.end();
  expect(await closing).toEqual({ parts: [], lockfile: true, jobFile: true, kept: null });
});
