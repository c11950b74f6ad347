import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { type JobFacts, type JobReads, openJob, readJobFile } from '../src/index.ts';
import { changedReads } from '../src/job-reads.ts';

const factsWith = (reads?: JobReads): JobFacts => ({
  scene: '/home/me/s.pov',
  sceneHash: 'abc',
  ...(reads === undefined ? {} : { reads }),
  width: 800,
  height: 600,
  options: [],
});

/** `files`: hash by path. */
function readsOf(files: Record<string, string>, hash = hashOf(JSON.stringify(files))): JobReads {
  const lines = Object.entries(files).map(([path, digits]) => `${digits} ${path}`);
  return { hash, count: lines.length, files: lines };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

async function openHere(folder: string, facts: JobFacts, join = false): Promise<void> {
  const job = await openJob(folder, facts, { takeover: 'none', join });
  onTestFinished(() => job.close());
}

test('names the files that have changed, at most three', () => {
  const then = factsWith(readsOf({ 'a b.inc': '1', '/usr/c.inc': '2', 'd.inc': '3', 'e.inc': '4' }));
  const changes = (files: Record<string, string>) => changedReads(then, factsWith(readsOf(files)));
  expect(changes({ 'a b.inc': '1', '/usr/c.inc': '2', 'd.inc': '3', 'e.inc': '4' })).toEqual([]);
  expect(changes({ 'a b.inc': '9', '/usr/c.inc': '9', 'd.inc': '3', 'e.inc': '4' })).toEqual([
    '/home/me/a b.inc has changed since this job began',
    '/usr/c.inc has changed since this job began',
  ]);
  expect(changes({ 'a b.inc': '1', '/usr/c.inc': '2', 'e.inc': '4', 'f.inc': '3' })).toEqual([
    '/home/me/d.inc is not read any more',
    '/home/me/f.inc was not read when this job began',
  ]);
  expect(changes({})).toHaveLength(4);
  expect(changes({ 'f.inc': '1' })).toEqual([
    '/home/me/a b.inc is not read any more',
    '/usr/c.inc is not read any more',
    '/home/me/d.inc is not read any more',
    '2 more files',
  ]);
});

test('nothing has changed where nothing is known, or the contents are the same under other names', () => {
  const known = factsWith(readsOf({ 'a.inc': '1' }));
  expect(changedReads(factsWith(), known)).toEqual([]);
  expect(changedReads(known, factsWith())).toEqual([]);
  expect(changedReads(factsWith(readsOf({ '/a.inc': '1' }, 'x')), factsWith(readsOf({}, 'x')))).toEqual([]);
});

test('the job file names as many files as fit, and notices a change of any other', async () => {
  const folder = temporaryFolder();
  const digits = '0123456789abcdef';
  const files = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [`some/folder/é"${i}.inc`, digits]),
  );
  const facts = { ...factsWith(readsOf(files)), options: Array.from({ length: 3000 }, () => '+A0.30') };
  await openHere(folder, facts);
  expect(statSync(join(folder, '.td-job.json')).size).toBeLessThanOrEqual(65_536);
  const file = await readJobFile(folder);
  expect(file?.reads?.count).toBe(2000);
  expect(file!.reads!.files.length).toBeGreaterThan(50);
  expect(changedReads(file!, facts)).toEqual([]);
  const other = { ...files, 'some/folder/é"1999.inc': '1' };
  expect(changedReads(file!, factsWith(readsOf(other)))).toEqual([
    'a file that the scene reads has changed since this job began',
  ]);
  expect(changedReads(file!, factsWith(readsOf({ ...files, 'some/folder/é"1.inc': '1' })))).toEqual([
    '/home/me/some/folder/é"1.inc has changed since this job began',
  ]);
});

test('a name that is too long for the job file is left out', async () => {
  const folder = temporaryFolder();
  await openHere(folder, factsWith(readsOf({ [`${'x/'.repeat(2047)}y`]: '0123456789abcdef', 'z.inc': '1' })));
  expect((await readJobFile(folder))!.reads).toMatchObject({ count: 2, files: ['1 z.inc'] });
});

test('the stamps are those of the files that are named', async () => {
  const folder = temporaryFolder();
  const reads = {
    ...readsOf({ a: '1', [`${'x/'.repeat(2047)}y`]: '2', b: '3' }),
    stamps: ['9 9', '1 1', '2 2', ''],
  };
  await openHere(folder, factsWith(reads));
  expect((await readJobFile(folder))!.reads).toMatchObject({
    files: ['1 a', '3 b'],
    stamps: ['9 9', '1 1', ''],
  });
});

test('a job cannot be joined after a file has changed', async () => {
  const folder = temporaryFolder();
  await openHere(folder, factsWith(readsOf({ 'a.inc': '1' })));
  await expect(openHere(folder, factsWith(readsOf({ 'a.inc': '2' })), true)).rejects.toMatchObject({
    code: 'E_OTHER_JOB',
    message: `${folder}/lockfile: The job to join is a different one: /home/me/a.inc has changed since this job began`,
  });
  await openHere(folder, factsWith(readsOf({ 'a.inc': '1' })), true);
  expect(JSON.parse(readFileSync(join(folder, '.td-job.json'), 'utf8'))).toMatchObject({
    joined: true,
    reads: { count: 1, files: ['1 a.inc'] },
  });
});
