import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { makeFolders } from '../src/make-folders.ts';

test('creates the folder and those above it, and leaves those that exist', async () => {
  const folder = temporaryFolder();
  await makeFolders(join(folder, 'a/b/c'), 0o700);
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'a/b/c'))).isDirectory()).toBe(true);
  await makeFolders(join(folder, 'a/b/c'));
});

test.each(['/proc/none', '/proc/none/a/b'])('ends where nothing can be created: %s', async (path) => {
  await expect(makeFolders(path)).rejects.toMatchObject({ code: 'ENOENT', path: '/proc/none' });
});

test('says what is in the way', async () => {
  const file = join(temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(makeFolders(join(file, 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
