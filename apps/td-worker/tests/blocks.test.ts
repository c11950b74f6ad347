import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, slowScene, temporaryJob } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let job: string;
let words: string[];

beforeEach(async () => {
  const { folder, job: jobFolder } = temporaryJob();
  job = jobFolder;
  await slowScene(folder, 'slow.pov', 5);
  const given = `2 ${folder}/ slow.pov +FN +W160 +H121 +O/tmp/ +SR1 +ER120 ${job} ${job}/lockfile`;
  words = given.split(' ');
  await writeFile(join(job, 'lockfile'), '');
});

test.each([
  ['0-3', '--blocks: Expected first and last block, such as 8-13, got "0-3"'],
  ['9', '--blocks: Expected first and last block, such as 8-13, got "9"'],
])('--blocks %s is wrong usage', async (blocks, message) => {
  const run = await runCommand('td-worker', [...words, '--blocks', blocks]);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain(`td-worker: ${message}`);
});

test('blocks are of use only to a job', async () => {
  const run = await runCommand('td-worker', [...words, '--blocks', '3-4']);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain(
    'td-worker: --blocks: Expected --job ID too, with the id in the .td-job.json of the job folder, got none',
  );
  expect(await readdir(job)).toEqual(['lockfile']);
});
