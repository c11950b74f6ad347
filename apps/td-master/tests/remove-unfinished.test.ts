import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { removeUnfinished } from '../src/remove-unfinished.ts';

test('removes what was begun for these bands of this job, and nothing else', async () => {
  const folder = await temporaryFolder();
  const own = '.part-rows-000001-000015.png-job1-aaaa';
  const others = [
    '.part-rows-000001-000015.png-job2-bbbb',
    '.part-rows-000016-000030.png-job1-cccc',
    'rows-000001-000015.png',
  ];
  for (const name of [own, ...others]) await writeFile(join(folder, name), '');
  await removeUnfinished(folder, [{ first: 1, last: 15 }], 'job1');
  expect((await readdir(folder)).sort()).toEqual(others.sort());
});
