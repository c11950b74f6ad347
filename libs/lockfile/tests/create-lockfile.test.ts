import type * as Files from 'node:fs/promises';
import { link } from 'node:fs/promises';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeEach, expect, test, vi } from 'vitest';
import { createLockfile } from '../src/create-lockfile.ts';

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof Files>();
  return { ...original, link: vi.fn(original.link) };
});

beforeEach(() => void vi.mocked(link).mockReset());

// rclone says EIO, others say EPERM or that they do not know the call.
test.each(['EIO', 'EPERM', 'EXDEV', 'ENOSYS'])(
  'where link(2) ends with %s, the lockfile is created all the same, and only once',
  async (code) => {
    const folder = temporaryFolder();
    const lockfile = join(folder, 'lockfile');
    vi.mocked(link).mockRejectedValue(Object.assign(new Error(code), { code }));
    expect(await createLockfile(lockfile)).not.toBeNull();
    expect(await createLockfile(lockfile)).toBeNull();
    expect(readdirSync(folder)).toEqual(['lockfile']);
  },
);

test('a link that was made, though the answer says that it failed, is a success', async () => {
  const folder = temporaryFolder();
  const lockfile = join(folder, 'lockfile');
  const { link: really } = await vi.importActual<typeof Files>('node:fs/promises');
  vi.mocked(link).mockImplementation(async (...paths) => {
    await really(...paths);
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  });
  expect(await createLockfile(lockfile)).not.toBeNull();
  expect(readdirSync(folder)).toEqual(['lockfile']);
});

test('where files cannot be created, the message names the lockfile', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(createLockfile(join(file, 'lockfile'))).rejects.toThrow(
    `${join(file, 'lockfile')} cannot be created: Not a directory`,
  );
});
