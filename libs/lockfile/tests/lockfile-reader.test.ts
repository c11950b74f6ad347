import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LockfileLine } from '../src/lockfile-line.ts';
import { LockfileReader } from '../src/lockfile-reader.ts';
import { temporaryFolder } from '@task-distributor/testing';

const date = '2026_11_22_09:07:33';

/** A reader that collects its lines, with `forgotten` at each point where it has found another file. */
function reader(lockfile: string): { read: () => Promise<(LockfileLine | 'forgotten')[]> } {
  const lockfileReader = new LockfileReader(lockfile);
  return {
    read: async () => {
      const found: (LockfileLine | 'forgotten')[] = [];
      await lockfileReader.read({
        takeLine: (line) => found.push(line),
        forgetLines: () => found.push('forgotten'),
      });
      return found;
    },
  };
}

function hosts(found: (LockfileLine | 'forgotten')[]): string[] {
  return found.map((line) => (line === 'forgotten' ? line : line.host));
}

test('a lockfile that does not exist yet has no lines, and each line is returned once', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { read } = reader(lockfile);
  expect(await read()).toEqual([]);
  writeFileSync(lockfile, '');
  expect(await read()).toEqual([]);
  appendFileSync(lockfile, `pi110 ${date}\r\npi111 ${date} 1-5\n`);
  expect(await read()).toEqual([
    { host: 'pi110', date, rows: null, text: `pi110 ${date}` },
    { host: 'pi111', date, rows: { first: 1, last: 5 }, text: `pi111 ${date} 1-5` },
  ]);
  expect(await read()).toEqual([]);
});

test('a line in two pieces is one line; garbage and overlong lines are ignored', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { read } = reader(lockfile);
  appendFileSync(lockfile, `\n\n../../etc/passwd ${date}\n${'x'.repeat(200_000)}\n\0\0\0\npi1`);
  expect(await read()).toEqual([]);
  appendFileSync(lockfile, `11 ${date} 1-5\n${'y'.repeat(70_000)}`);
  expect((await read()).map((line) => line !== 'forgotten' && line.text)).toEqual([`pi111 ${date} 1-5`]);
  appendFileSync(lockfile, `y ${date}\npi112 ${date}\n`);
  expect(hosts(await read())).toEqual(['pi112']);
});

test.each([3, 1024, 65_536, 200_000])(
  '%i NULs that a crash has left before a line are skipped',
  async (count) => {
    const lockfile = join(temporaryFolder(), 'lockfile');
    const { read } = reader(lockfile);
    const nuls = '\0'.repeat(count);
    appendFileSync(lockfile, `pi110 ${date} 1-5\n${nuls}pi111 ${date} 6-9\npi112 2026_11_2${nuls}`);
    expect((await read()).map((line) => line !== 'forgotten' && line.text)).toEqual([
      `pi110 ${date} 1-5`,
      `pi111 ${date} 6-9`,
    ]);
    appendFileSync(lockfile, `pi113 ${date} 10-12\n`);
    expect((await read()).map((line) => line !== 'forgotten' && line.text)).toEqual([`pi113 ${date} 10-12`]);
  },
);

test('a byte order mark before the first line is no part of the host', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  writeFileSync(lockfile, `\ufeffpi110 ${date} 1-5\n`);
  expect(await reader(lockfile).read()).toMatchObject([{ host: 'pi110', text: `pi110 ${date} 1-5` }]);
});

test('lines of every length are whole, wherever the chunks end', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { read } = reader(lockfile);
  const lines = Array.from({ length: 2000 }, (_, i) => `pi${i} ${date} ${'w'.repeat(i % 900)} end`);
  appendFileSync(lockfile, `${lines.join('\n')}\n`);
  expect((await read()).map((line) => line !== 'forgotten' && line.text)).toEqual(lines);
  expect(await read()).toEqual([]);
});

test('a lockfile that was replaced or created again is read from its start', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { read } = reader(lockfile);
  appendFileSync(lockfile, `pi0 ${date}\n`);
  expect(hosts(await read())).toEqual(['pi0']);
  for (const host of ['pi1', 'pi2', 'pi3']) {
    writeFileSync(`${lockfile}.new`, `${host} ${date}\n`);
    rmSync(lockfile, { force: true });
    appendFileSync(lockfile, `${host} ${date}\n`);
    expect(hosts(await read())).toEqual(['forgotten', host]);
  }
  rmSync(lockfile);
  expect(await read()).toEqual([]);
  appendFileSync(lockfile, `pi3 ${date}\n`);
  expect(hosts(await read())).toEqual(['forgotten', 'pi3']);
  writeFileSync(lockfile, '');
  expect(hosts(await read())).toEqual(['forgotten']);
});

test('100,000 lines are read in linear time, whether at once or in pieces', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  const { read } = reader(lockfile);
  const piece = `pi110 ${date} 1-5\n`.repeat(1000);
  appendFileSync(lockfile, piece.repeat(2));
  expect(await read()).toHaveLength(2000);
  const times: number[] = [];
  for (let pieces = 0; pieces < 98; pieces += 1) {
    appendFileSync(lockfile, piece);
    const started = performance.now();
    expect(await read()).toHaveLength(1000);
    times.push(performance.now() - started);
  }
  const sum = (some: number[]): number => some.reduce((a, b) => a + b);
  // Reading everything each time would make the last third five times as slow as the first.
  expect(sum(times.slice(-32))).toBeLessThan(3 * sum(times.slice(0, 32)));
  expect(await reader(lockfile).read()).toHaveLength(100_000);
});

test('a missing folder, and a lockfile that is not a file, are errors with the path', async () => {
  const folder = temporaryFolder();
  await expect(reader(join(folder, 'none', 'lockfile')).read()).rejects.toThrow(
    `${join(folder, 'none')}: No such file or directory`,
  );
  mkdirSync(join(folder, 'lockfile'));
  await expect(reader(join(folder, 'lockfile')).read()).rejects.toThrow(
    'Expected a regular file, got a folder',
  );
  symlinkSync('/etc/passwd', join(folder, 'link'));
  await expect(reader(join(folder, 'link')).read()).rejects.toThrow('got a symbolic link');
});

test('a lockfile that is larger than that of any job is refused', async () => {
  const lockfile = join(temporaryFolder(), 'lockfile');
  writeFileSync(lockfile, Buffer.alloc(65 * 1024 * 1024, 'x'));
  await expect(reader(lockfile).read()).rejects.toThrow('Expected a lockfile of at most 67108864 bytes');
});
