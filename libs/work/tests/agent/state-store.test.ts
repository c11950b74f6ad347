import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptStateName } from '@task-distributor/lockfile';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hostStatesFolder } from '../../src/agent/kept/states-folder.ts';
import { StateStore } from '../../src/agent/kept/state-store.ts';

async function stored(folder: string, key: string, bytes: number, ageSeconds: number): Promise<string> {
  const path = join(folder, keptStateName(key));
  await writeFile(path, Buffer.alloc(bytes));
  const time = Date.now() / 1_000 - ageSeconds;
  await utimes(path, time, time);
  return path;
}

test('of two that want a state, one gets it, and it is the largest', async () => {
  const folder = temporaryFolder();
  const small = await stored(folder, 'ab', 10, 60);
  await stored(folder, 'ab', 1_000, 60);
  await stored(folder, 'cd', 5_000, 60);
  const first = new StateStore(folder).claim('ab');
  expect(first).not.toBeNull();
  expect(await readdir(folder)).toContain(first!.slice(folder.length + 1));
  expect(await readdir(folder)).toContain(small.slice(folder.length + 1));
  expect(new StateStore(folder).claim('ef')).toBeNull();
});

test('what a host has rendered for another is no state of its own state', async () => {
  const folder = temporaryFolder();
  const store = new StateStore(folder);
  const given = store.pathOfGiven('ab', 20);
  await writeFile(given, Buffer.alloc(9_000));
  const own = await stored(folder, 'ab', 10, 60);
  expect(store.allGiven('a')).toEqual([{ path: given, key: 'ab' }]);
  expect((await readFile(store.claim('ab')!)).length).toBe(10);
  expect(await readdir(folder)).not.toContain(own.slice(folder.length + 1));
  expect(store.claim('cd')).toBeNull();
});

test('removes what is a week old, and nothing that is being written', async () => {
  const folder = temporaryFolder();
  const old = await stored(folder, 'ab', 10, 8 * 86_400);
  const used = await stored(folder, 'ab', 10, 1);
  const left = await stored(folder, 'ab', 10, 100);
  await writeFile(join(folder, 'other'), '');
  const store = new StateStore(folder);
  store.prune();
  const names = (): Promise<string[]> => readdir(folder);
  expect(await names()).not.toContain(old.slice(folder.length + 1));
  expect(await names()).toHaveLength(3);
  store.removeAll('ab');
  expect((await names()).sort()).toEqual([used.slice(folder.length + 1), 'other'].sort());
  expect(left).toBeDefined();
});

test('a place where no folder can be created is passed over', () => {
  vi.stubEnv('TMPDIR', '/proc');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(hostStatesFolder()).not.toContain('/proc');
});

test('a folder that others could use, or that is a link, is not used', async () => {
  const place = temporaryFolder();
  vi.stubEnv('TMPDIR', place);
  onTestFinished(() => void vi.unstubAllEnvs());
  const own = join(place, `td-states-${process.getuid!()}`);
  expect(hostStatesFolder()).toBe(own);
  const elsewhere = temporaryFolder();
  vi.stubEnv('TMPDIR', elsewhere);
  await mkdir(join(elsewhere, `td-states-${process.getuid!()}`), { mode: 0o755 });
  expect(hostStatesFolder()).not.toContain(elsewhere);
  const linked = temporaryFolder();
  vi.stubEnv('TMPDIR', linked);
  await symlink(own, join(linked, `td-states-${process.getuid!()}`));
  expect(hostStatesFolder()).not.toContain(linked);
});
