import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type LockfileLine, watchLockfile } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const date = '2026_11_22_09:07:33';

function watch(lockfile: string): { next: () => Promise<LockfileLine>; stop: (reason: Error) => void } {
  const stop = new AbortController();
  const lines = watchLockfile(lockfile, { intervalMs: 10 }, stop.signal);
  return {
    next: async () => (await lines.next()).value as LockfileLine,
    stop: (reason) => {
      stop.abort(reason);
    },
  };
}

test('a lockfile that is not there yet, a line in two pieces, CRLF, garbage, and an over-long line', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { next } = watch(lockfile);
  const first = next();
  appendFileSync(lockfile, `pi110 ${date}\r\n`);
  expect((await first).text).toBe(`pi110 ${date}`);
  const second = next();
  appendFileSync(lockfile, `\n\n../../etc/passwd ${date}\n${'x'.repeat(200_000)}\n\0\0\0\npi1`);
  const early = await Promise.race([second, new Promise((done) => setTimeout(done, 100, 'none'))]);
  expect(early).toBe('none');
  appendFileSync(lockfile, `11 ${date} 1-5\n`);
  expect(await second).toEqual({
    host: 'pi111',
    date,
    rows: { first: 1, last: 5 },
    text: `pi111 ${date} 1-5`,
  });
});

test('a lockfile removed and created again is read from its start', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { next } = watch(lockfile);
  for (const host of ['pi1', 'pi2', 'pi3']) {
    writeFileSync(`${lockfile}.new`, `${host} ${date}\n`);
    rmSync(lockfile, { force: true });
    appendFileSync(lockfile, `${host} ${date}\n`);
    expect((await next()).host).toBe(host);
  }
});

test('100,000 lines are read in linear time, whether at once or in pieces', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { next } = watch(lockfile);
  const count = async (lines: number): Promise<number> => {
    const started = performance.now();
    for (let seen = 0; seen < lines; seen += 1) await next();
    return performance.now() - started;
  };
  const piece = `pi110 ${date} 1-5\n`.repeat(1000);
  appendFileSync(lockfile, piece.repeat(2));
  await count(2000);
  const times: number[] = [];
  for (let pieces = 0; pieces < 98; pieces += 1) {
    appendFileSync(lockfile, piece);
    times.push(await count(1000));
  }
  const sum = (some: number[]): number => some.reduce((a, b) => a + b);
  // Reading all anew each time would make the last third five times as slow as the first.
  expect(sum(times.slice(-32))).toBeLessThan(3 * sum(times.slice(0, 32)));
  expect((await watch(lockfile).next()).host).toBe('pi110');
});

test('a folder that is not there, and what is no file, are errors that name it', async () => {
  const folder = temporaryFolder();
  await expect(watch(join(folder, 'none', 'lockfile')).next()).rejects.toThrow(
    `${join(folder, 'none')}: No such file or directory`,
  );
  mkdirSync(join(folder, 'lockfile'));
  await expect(watch(join(folder, 'lockfile')).next()).rejects.toThrow(
    'Expected a regular file, got a folder',
  );
  symlinkSync('/etc/passwd', join(folder, 'link'));
  await expect(watch(join(folder, 'link')).next()).rejects.toThrow('got a symbolic link');
});

test('the signal ends it with its reason', async () => {
  const { next, stop } = watch(join(temporaryFolder(), 'lockfile'));
  const pending = next();
  stop(new Error('enough'));
  await expect(pending).rejects.toThrow('enough');
});
