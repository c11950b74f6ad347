import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { LockfileReader } from '../src/lockfile-reader.ts';
import { UncachedFile } from '../src/uncached-file.ts';
import { band, date, wait } from './waiting.ts';

afterEach(() => void vi.restoreAllMocks());

test('a lockfile that does not answer for longer than the grace is read again before a band fails', async () => {
  const { input, next, line, part } = wait({ graceSeconds: 0.3 });
  input.put(band('1-300', 'pi1', 'started'), band('1-300', 'pi1', 'ended'), 'end');
  expect([await next(), await next()]).toEqual(['1-300 pi1 started -', '1-300 pi1 ended -']);
  vi.spyOn(UncachedFile.prototype, 'use').mockImplementationOnce(async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    throw failure('ETIMEDOUT');
  });
  part('rows-000001-000300.png');
  line(`pi1 ${date} 1-300`);
  expect(await next()).toBe('1-300 pi1 done rows-000001-000300.png');
});

test('an answer that is older than the end of the grace does not fail a band', async () => {
  const { input, next, line, part } = wait({ graceSeconds: 0.3 });
  input.put(band('1-300', 'pi1', 'started'), band('1-300', 'pi1', 'ended'), 'end');
  expect([await next(), await next()]).toEqual(['1-300 pi1 started -', '1-300 pi1 ended -']);
  // As if the file had been read before the line was written, and the answer had come late.
  vi.spyOn(LockfileReader.prototype, 'read').mockImplementationOnce(async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    return true;
  });
  part('rows-000001-000300.png');
  line(`pi1 ${date} 1-300`);
  expect(await next()).toBe('1-300 pi1 done rows-000001-000300.png');
});

test('no line is lost or read twice when a read fails for a moment', async () => {
  const { read, found, hosts, lockfile } = readerOfMany();
  failSecondRead('EIO');
  expect(await read()).toBe(false);
  expect(found.length).toBeGreaterThan(0);
  expect(found.length).toBeLessThan(hosts.length);
  appendFileSync(lockfile, `last ${date}\n`);
  expect(await read()).toBe(true);
  expect(found).toEqual([...hosts, 'last']);
});

test('no line is lost or read twice when a read says that the file is stale', async () => {
  const { read, found, hosts } = readerOfMany();
  failSecondRead('ESTALE');
  expect(await read()).toBe(true);
  expect(found).toEqual(hosts);
});

function readerOfMany() {
  const lockfile = join(temporaryFolder(), 'lockfile');
  // More than are read in one piece.
  const hosts = Array.from({ length: 5_000 }, (_, i) => `pi${i}`);
  writeFileSync(lockfile, hosts.map((host) => `${host} ${date}\n`).join(''));
  const reader = new LockfileReader(lockfile);
  const found: string[] = [];
  const sink = {
    takeLine: ({ host }: { host: string }) => found.push(host),
    forgetLines: () => found.splice(0),
  };
  return { read: () => reader.read(sink), found, hosts, lockfile };
}

/** The next file that is opened fails when it is read for the second time. */
function failSecondRead(code: string): void {
  const { use } = UncachedFile.prototype;
  vi.spyOn(UncachedFile.prototype, 'use').mockImplementationOnce(function (this: UncachedFile, work) {
    return use.call(this, (handle) => {
      const read = handle.read.bind(handle) as (...args: unknown[]) => Promise<never>;
      vi.spyOn(handle, 'read')
        .mockImplementationOnce((...args: unknown[]) => read(...args))
        .mockRejectedValueOnce(failure(code));
      return work(handle);
    });
  });
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
