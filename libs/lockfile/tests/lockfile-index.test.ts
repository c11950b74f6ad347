import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Band } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { LockfileIndex, partName } from '../src/index.ts';
import { temporaryFolder } from '@task-distributor/testing';

const date = '2026_11_22_09:07:33';

function band(first: number | null, last: number | null, host: string | null): Band {
  return { first, last, host, state: 'started', info: null };
}

test('a band is finished if its part and a line with its rows, or with its host and no rows, exist', async () => {
  const folder = temporaryFolder();
  const index = new LockfileIndex(folder);
  expect(await index.isFinished(band(1, 5, 'pi1'))).toBe(false);
  writeFileSync(join(folder, 'lockfile'), `pi1 ${date} 1-5\npi2 ${date}\n`);
  expect(await index.isFinished(band(1, 5, 'pi9'))).toBe(false);
  writeFileSync(join(folder, 'rows-000001-000005.png'), '');
  writeFileSync(join(folder, 'pi2.png'), '');
  expect(await index.isFinished(band(1, 5, 'pi9'))).toBe(true);
  expect(await index.isFinished(band(6, 10, 'pi1'))).toBe(false);
  expect(await index.isFinished(band(6, 10, 'pi@pi2:2222'))).toBe(true);
  expect(await index.isFinished(band(6, 10, 'pi22'))).toBe(false);
  expect(await index.isFinished(band(6, 10, null))).toBe(false);
  expect(await index.isFinished(band(null, null, 'pi1'))).toBe(true);
});

test('a part without a line is not finished, nor is one that was removed', async () => {
  const folder = temporaryFolder();
  const index = new LockfileIndex(folder);
  writeFileSync(join(folder, 'lockfile'), '');
  writeFileSync(join(folder, partName({ first: 1, last: 5 })), '');
  writeFileSync(join(folder, 'pi1.png'), '');
  expect(await index.isFinished(band(1, 5, 'pi1'))).toBe(false);
  appendFileSync(join(folder, 'lockfile'), `pi1 ${date} 1-5\n`);
  expect(await index.isFinished(band(1, 5, 'pi1'))).toBe(true);
  rmSync(join(folder, partName({ first: 1, last: 5 })));
  expect(await index.isFinished(band(1, 5, 'pi1'))).toBe(false);
});

test('a line that is written before a query is always found, for any number of queries at once', async () => {
  const folder = temporaryFolder();
  const index = new LockfileIndex(folder);
  writeFileSync(join(folder, 'lockfile'), '');
  const asking: Promise<boolean>[] = [];
  for (let row = 1; row <= 300; row += 1) {
    writeFileSync(join(folder, partName({ first: row, last: row })), '');
    appendFileSync(join(folder, 'lockfile'), `pi1 ${date} ${row}-${row}\n`);
    asking.push(index.isFinished(band(row, row, 'pi9')));
    // Some queries come while the lockfile is being read.
    if (row % 3 === 0) await new Promise(setImmediate);
  }
  expect(new Set(await Promise.all(asking))).toEqual(new Set([true]));
});

test('a read that started before the line was written is not enough', async () => {
  const folder = temporaryFolder();
  const index = new LockfileIndex(folder);
  writeFileSync(join(folder, 'lockfile'), `pi1 ${date}\n`);
  expect(await index.isFinished(band(1, 1, 'pi9'))).toBe(false);
  for (let row = 1; row <= 20; row += 1) {
    const before = index.isFinished(band(1000, 1000, 'pi9'));
    for (let turns = 0; turns < 10; turns += 1) await null;
    // Lets the system read the file before the program continues.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    writeFileSync(join(folder, partName({ first: row, last: row })), '');
    appendFileSync(join(folder, 'lockfile'), `pi1 ${date} ${row}-${row}\n`);
    expect(await index.isFinished(band(row, row, 'pi9'))).toBe(true);
    await before;
  }
});

test('the lines of another lockfile no longer count', async () => {
  const folder = temporaryFolder();
  const index = new LockfileIndex(folder);
  const lockfile = join(folder, 'lockfile');
  for (const name of ['pi1.png', partName({ first: 1, last: 5 })]) writeFileSync(join(folder, name), '');
  writeFileSync(lockfile, `pi1 ${date}\npi2 ${date} 1-5\n`);
  expect(await index.isFinished(band(6, 10, 'pi1'))).toBe(true);
  expect(await index.isFinished(band(1, 5, 'pi9'))).toBe(true);
  writeFileSync(`${lockfile}.new`, '');
  rmSync(lockfile);
  writeFileSync(lockfile, `pi3 ${date} 6-10\n`);
  expect(await index.isFinished(band(6, 10, 'pi1'))).toBe(false);
  expect(await index.isFinished(band(1, 5, 'pi9'))).toBe(false);
  expect(await index.isFinished(band(null, null, 'pi2'))).toBe(false);
});

test('a read error is an error for all current queries, and the next query reads again', async () => {
  const folder = temporaryFolder();
  const index = new LockfileIndex(join(folder, 'job'));
  const asking = [1, 2, 3].map((row) => index.isFinished(band(row, row, 'pi1')));
  for (const asked of await Promise.allSettled(asking)) {
    expect(asked).toMatchObject({ status: 'rejected', reason: { name: 'TdError' } });
  }
  const other = new LockfileIndex(folder);
  writeFileSync(join(folder, 'lockfile'), Buffer.alloc(65 * 1024 * 1024, 'x'));
  await expect(other.isFinished(band(1, 1, 'pi1'))).rejects.toThrow('at most');
  rmSync(join(folder, 'lockfile'));
  expect(await other.isFinished(band(1, 1, 'pi1'))).toBe(false);
});
