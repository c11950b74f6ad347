import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isBand, sleep, type TdError } from '@task-distributor/band';
import { expect, onTestFinished, test } from 'vitest';
import { waitForBands } from '../src/index.ts';
import { temporaryFolder } from '@task-distributor/testing';
import { band, date, Stream, wait } from './waiting.ts';

test('a line with rows finishes the band of those rows, once its part is there', async () => {
  const { input, next, line, part, events, folder } = wait();
  input.put(band('1-300', 'pi@pi1:22', 'started'), band('301-600', null, '-'));
  expect([await next(), await next()]).toEqual(['1-300 pi@pi1:22 started -', '301-600 - - -']);
  part('rows-000301-000600.png');
  line(`pi2 ${date} 301-600`);
  expect(await next()).toBe('301-600 pi2 done rows-000301-000600.png');
  line(`pi1 ${date} 1-300`);
  input.put(band('1-300', 'pi@pi1:22', 'running', '50'));
  expect(await next()).toBe('1-300 pi@pi1:22 running 50');
  part('rows-000001-000300.png');
  expect(await next()).toBe('1-300 pi@pi1:22 done rows-000001-000300.png');
  input.put('end');
  expect(await next()).toBe('end');
  expect(events).toEqual([
    {
      type: 'line',
      band: band('301-600', 'pi2', 'done', join(folder, 'rows-000301-000600.png')),
      host: 'pi2',
      text: `pi2 ${date} 301-600`,
    },
    {
      type: 'line',
      band: band('1-300', 'pi@pi1:22', 'done', join(folder, 'rows-000001-000300.png')),
      host: 'pi1',
      text: `pi1 ${date} 1-300`,
    },
  ]);
  expect(readdirSync(folder).sort()).toEqual([
    'lockfile',
    'rows-000001-000300.png',
    'rows-000301-000600.png',
  ]);
});

test('a line without rows finishes the band of exactly that host', async () => {
  const { input, next, line, part } = wait();
  input.put(band('1-300', 'pi1', 'started'), band('301-600', 'pi11', 'started'));
  await next();
  await next();
  part('pi1.png');
  part('pi11.png');
  line(`pi11 ${date}`);
  expect(await next()).toBe('301-600 pi11 done pi11.png');
  line(`pi1 ${date}`);
  expect(await next()).toBe('1-300 pi1 done pi1.png');
});

test('two bands are waited for in place of one that was split, as soon as it was', async () => {
  const { input, next, rest, line, part } = wait();
  input.put(band('1-300', 'pi1', 'started'), band('1-300', 'pi1', 'split', '1-192'));
  expect([await next(), await next()]).toEqual(['1-300 pi1 started -', '1-300 pi1 split 1-192']);
  input.put(band('1-192', 'pi1', 'started'), 'end');
  expect(await next()).toBe('1-192 pi1 started -');
  part('rows-000193-000300.png');
  line(`pi2 ${date} 193-300`);
  expect(await next()).toBe('193-300 pi2 done rows-000193-000300.png');
  part('rows-000001-000192.png');
  line(`pi1 ${date} 1-192`);
  expect(await rest()).toEqual(['1-192 pi1 done rows-000001-000192.png']);
});

test('late progress of a band that was split is nothing to wait for', async () => {
  const { input, next, line, part } = wait();
  input.put(band('1-30', 'pi1', 'started'), band('1-30', 'pi1', 'split', '1-20'));
  input.put(band('1-30', 'pi1', 'running', '50'), band('1-20', 'pi1', 'started'));
  for (const expected of ['1-30 pi1 started -', '1-30 pi1 split 1-20', '1-20 pi1 started -'])
    expect(await next()).toBe(expected);
  for (const rows of ['1-20', '21-30']) line(`pi1 ${date} ${rows}`);
  for (const name of ['000001-000020', '000021-000030']) part(`rows-${name}.png`);
  input.put(band('1-20', 'pi1', 'ended'), band('21-30', 'pi2', 'ended'), 'end');
  const rest: string[] = [];
  for (let event = await next(); event !== 'end'; event = await next()) rest.push(event);
  expect(rest.filter((event) => event.includes('done'))).toHaveLength(2);
});

test('a band that was split is not waited for, whatever had happened to it', async () => {
  const { input, rest, line, part } = wait();
  part('rows-000001-000300.png');
  for (const rows of ['1-192', '193-250', '251-300']) {
    const [first, last] = rows.split('-').map((row) => row.padStart(6, '0'));
    part(`rows-${first}-${last}.png`);
    line(`pi1 ${date} ${rows}`);
  }
  input.put(
    band('1-300', 'pi1', 'started'),
    band('1-300', 'pi1', 'ended'),
    band('1-300', 'pi1', 'split', '1-192'),
    band('193-300', 'pi1', 'split', '193-250'),
    'end',
  );
  expect((await rest()).filter((text) => text.includes('done')).sort()).toEqual([
    '1-192 pi1 done rows-000001-000192.png',
    '193-250 pi1 done rows-000193-000250.png',
    '251-300 pi1 done rows-000251-000300.png',
  ]);
});

test('lines that arrive before started are remembered', async () => {
  const { input, rest, line, part } = wait();
  part('pi1.png');
  part('rows-000301-000600.png');
  line(`pi1 ${date}`);
  line(`pi2 ${date} 301-600`);
  input.put(band('1-300', 'pi1', 'started'), band('301-600', 'pi2', 'started'), 'end');
  expect((await rest()).slice(2)).toEqual([
    '1-300 pi1 done pi1.png',
    '301-600 pi2 done rows-000301-000600.png',
  ]);
});

test('running and ended after done are not passed on, because they would revoke it', async () => {
  const { input, next, rest, line, part } = wait();
  part('rows-000001-000300.png');
  line(`pi1 ${date} 1-300`);
  input.put(band('1-300', 'pi1', 'started'));
  await next();
  expect(await next()).toBe('1-300 pi1 done rows-000001-000300.png');
  input.put(band('1-300', 'pi1', 'running', '100'), band('1-300', 'pi1', 'ended'), 'end');
  expect(await rest()).toEqual([]);
});

test('started after done is passed on, and done comes again', async () => {
  const { input, rest, line, part, next } = wait();
  part('rows-000001-000300.png');
  line(`pi1 ${date} 1-300`);
  input.put(band('1-300', null, '-'));
  expect([await next(), await next()]).toHaveLength(2);
  input.put(band('1-300', 'pi1', 'started'), 'end');
  expect(await rest()).toEqual(['1-300 pi1 started -', '1-300 pi1 done rows-000001-000300.png']);
});

test('ended without a line within the grace is failed', async () => {
  const { input, rest } = wait();
  input.put(band('1-300', 'pi@pi111', 'started'), band('1-300', 'pi@pi111', 'ended'), 'end');
  expect(await rest()).toEqual([
    '1-300 pi@pi111 started -',
    '1-300 pi@pi111 ended -',
    '1-300 pi@pi111 failed pi111 ended without a line in the lockfile within 0.3 s',
  ]);
});

test('a part that begins with NULs, as a network file system can show it, is looked at again', async () => {
  const { folder, input, next, line } = wait({ graceSeconds: 10 });
  const path = join(folder, 'pi1.png');
  writeFileSync(path, Buffer.alloc(4096));
  input.put(band('1-300', 'pi1', 'started'), 'end');
  line(`pi1 ${date}`);
  expect(await next()).toBe('1-300 pi1 started -');
  setTimeout(() => writeFileSync(path, 'a part'), 200);
  expect(await next()).toBe('1-300 pi1 done pi1.png');
  expect(readFileSync(path, 'utf8')).toBe('a part');
});

test.each([
  ['missing', () => undefined],
  ['a file of NULs', (path: string): void => writeFileSync(path, Buffer.alloc(4096))],
  ['a symbolic link', (path: string): void => void symlinkSync('/etc/hostname', path)],
  ['a folder', (path: string): void => void mkdirSync(path)],
  ['a FIFO', (path: string): void => void spawnSync('mkfifo', [path])],
])('a line whose part is %s is failed after the grace', async (_, make) => {
  const { folder, input, rest, line } = wait();
  make(join(folder, 'pi1.png'));
  input.put(band('1-300', 'pi1', 'started'), 'end');
  setTimeout(line, 60, `pi1 ${date}`);
  const path = join(folder, 'pi1.png');
  expect((await rest()).at(-1)).toBe(
    `1-300 pi1 failed pi1 is in the lockfile, but its part ${path} did not appear within 0.3 s, or begins with NULs`.replace(
      `${folder}/`,
      '',
    ),
  );
});

test('the line of an earlier attempt, whose part was removed, does not fail the band while a new attempt runs', async () => {
  const { input, next, rest, line, part } = wait();
  line(`pi1 ${date} 1-300`);
  input.put(band('1-300', 'pi2', 'started'), band('301-600', 'pi3', 'ended'), 'end');
  expect([await next(), await next()]).toHaveLength(2);
  // The grace of the other band expires; that of this band has not started.
  expect(await next()).toContain('301-600 pi3 failed');
  part('rows-000001-000300.png');
  line(`pi2 ${date} 1-300`);
  expect(await rest()).toEqual(['1-300 pi2 done rows-000001-000300.png']);
});

test('failed is passed on; a later started or a late line revokes it', async () => {
  const { input, next, line, part, rest } = wait();
  input.put(band('1-300', 'pi1', 'failed', 'no POV-Ray'), band('301-600', 'pi2', 'failed', 'cut'));
  expect([await next(), await next()]).toEqual(['1-300 pi1 failed no POV-Ray', '301-600 pi2 failed cut']);
  input.put(band('1-300', 'pi3', 'started'), band('601-900', 'pi4', 'done', '/x.png'), 'end');
  expect([await next(), await next()]).toEqual(['1-300 pi3 started -', '601-900 pi4 done /x.png']);
  part('rows-000301-000600.png');
  line(`pi2 ${date} 301-600`);
  expect(await next()).toBe('301-600 pi2 done rows-000301-000600.png');
  part('rows-000001-000300.png');
  line(`pi3 ${date} 1-300`);
  expect(await rest()).toEqual(['1-300 pi3 done rows-000001-000300.png']);
});

test('bands that are never started are waited for, with and without rows in their lines', async () => {
  const { input, rest, line, part } = wait({}, false);
  input.put(band('1-300', 'pi1', '-'), band('301-600', null, '-'), 'end');
  part('pi1.png');
  part('rows-000301-000600.png');
  setTimeout(() => {
    line(`pi1 ${date}`);
    line(`pi9 ${date} 301-600`);
  }, 100);
  expect((await rest()).slice(2)).toEqual([
    '1-300 pi1 done pi1.png',
    '301-600 pi9 done rows-000301-000600.png',
  ]);
});

test('an empty input ends at once, and an input that fails fails', async () => {
  const empty = wait();
  empty.input.put('end');
  expect(await empty.rest()).toEqual([]);
  const failing = wait();
  failing.input.put(band('1-300', 'pi1', 'started'), new Error('line 2: Expected 5 columns'));
  expect(await failing.next()).toBe('1-300 pi1 started -');
  await expect(failing.next()).rejects.toThrow('line 2: Expected 5 columns');
});

test('at the deadline every unfinished band has failed, and the error has exit code 124', async () => {
  const { input, next } = wait({ deadlineSeconds: 0.2 });
  input.put(
    band('1-300', 'pi1', 'started'),
    band('301-600', 'pi2', 'failed', 'x'),
    band('601-900', null, '-'),
  );
  expect([await next(), await next(), await next()]).toHaveLength(3);
  expect(await next()).toBe('1-300 pi1 failed timed out after 0.2 s [E_TIMEOUT]');
  expect(await next()).toBe('601-900 - failed timed out after 0.2 s [E_TIMEOUT]');
  const error = await next().catch((thrown: unknown) => thrown as TdError);
  expect(error).toMatchObject({
    code: 'E_TIMEOUT',
    exitCode: 124,
    message: 'timed out after 0.2 s: 2 bands are not finished',
  });
});

test('the signal ends it at once with its reason, while its input has nothing', async () => {
  const { input, next, stop } = wait();
  input.put(band('1-300', 'pi1', 'started'));
  await next();
  const pending = next();
  const started = performance.now();
  stop.abort(new Error('enough'));
  await expect(pending).rejects.toThrow('enough');
  // Without the signal it would wait for ever.
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('it works ahead of its reader', async () => {
  const { folder, input, line, part, rest } = wait({ graceSeconds: 10 });
  const path = join(folder, 'pi1.png');
  spawnSync('mkfifo', [path]);
  // Waits until a reader opens the FIFO.
  const writer = spawn('sh', ['-c', ': > "$1"', 'sh', path]);
  onTestFinished(() => void writer.kill('SIGKILL'));
  input.put(band('1-300', 'pi1', 'started'), 'end');
  line(`pi1 ${date}`);
  expect(await new Promise((resolve) => writer.once('close', resolve))).toBe(0);
  rmSync(path);
  part('pi1.png');
  expect(await rest()).toEqual(['1-300 pi1 started -', '1-300 pi1 done pi1.png']);
});

test('a new line is noticed within 0.1 s', async () => {
  const { input, next, line, part } = wait();
  const delays: number[] = [];
  for (let row = 1; row <= 15; row += 1) {
    input.put(band(`${row}-${row}`, 'pi1', 'started'));
    await next();
    part(`rows-${String(row).padStart(6, '0')}-${String(row).padStart(6, '0')}.png`);
    // At any moment between two checks.
    await new Promise((later) => setTimeout(later, row * 5));
    const started = performance.now();
    line(`pi1 ${date} ${row}-${row}`);
    await next();
    delays.push(performance.now() - started);
  }
  // The machine may be busy once. What is tested is the time between two checks.
  expect(delays.sort((a, b) => a - b).at(-3)).toBeLessThan(100);
});

test('a lockfile created again: the lines of the old one do not count for other bands', async () => {
  const { folder, input, next, line, part } = wait();
  part('pi1.png');
  part('pi2.png');
  input.put(band('1-300', 'pi2', 'started'));
  line(`pi1 ${date}`);
  line(`pi2 ${date}`);
  expect([await next(), await next()]).toEqual(['1-300 pi2 started -', '1-300 pi2 done pi2.png']);
  part('pi3.png');
  // Made before the old one goes, so that it cannot get its inode.
  writeFileSync(join(folder, 'new'), `pi3 ${date}\n`);
  rmSync(join(folder, 'lockfile'));
  renameSync(join(folder, 'new'), join(folder, 'lockfile'));
  input.put(band('301-600', 'pi1', 'started'), band('601-900', 'pi3', 'started'));
  expect([await next(), await next(), await next()].at(-1)).toBe('601-900 pi3 done pi3.png');
  line(`pi1 ${date}`);
  expect(await next()).toBe('301-600 pi1 done pi1.png');
});

test('the stage before may create the folder', async () => {
  const folder = join(temporaryFolder(), 'new');
  const input = new Stream();
  const output = waitForBands(input, { folder }, new AbortController().signal);
  const first = output.next();
  await sleep(120);
  mkdirSync(folder);
  input.put(band('1-300', 'pi1', 'started'));
  expect((await first).value).toMatchObject({ first: 1, last: 300, state: 'started' });
  await output.return(undefined);
});

test('the folder must exist when the first record comes', async () => {
  const folder = join(temporaryFolder(), 'none');
  const input = new Stream();
  const output = waitForBands(input, { folder }, new AbortController().signal);
  input.put(band('1-300', 'pi1', 'started'));
  await expect(output.next()).rejects.toThrow(`${folder}: No such file or directory`);
});

test('a band that failed by a time limit and gets a late line is done, without the code', async () => {
  const { input, next, line, part } = wait();
  input.put({ ...band('1-300', 'pi1', 'failed', 'timed out after 5 s'), code: 'E_TIMEOUT' });
  expect(await next()).toBe('1-300 pi1 failed timed out after 5 s [E_TIMEOUT]');
  input.put(band('301-600', 'pi2', 'started'));
  await next();
  part('rows-000001-000300.png');
  line(`pi1 ${date} 1-300`);
  expect(await next()).toBe('1-300 pi1 done rows-000001-000300.png');
});

test('other events are passed on in their order among the bands', async () => {
  const { folder, line, part, stop } = wait();
  const input = new Stream();
  const lockfile = join(folder, 'lockfile');
  const opened = { type: 'opened', job: 'job-1', folder, lockfile, width: 80, height: 60 } as const;
  const quarantined = { type: 'host', host: 'pi1', status: 'quarantined' } as const;
  part('rows-000001-000300.png');
  line(`pi2 ${date} 1-300`);
  input.put(opened, band('1-300', 'pi1', 'started'), quarantined, band('1-300', 'pi2', 'started'), 'end');
  const types: string[] = [];
  for await (const event of waitForBands(input, { folder }, stop.signal)) {
    types.push(isBand(event) ? event.state : event.type);
  }
  expect(types).toEqual(['opened', 'started', 'host', 'started', 'line', 'done']);
});

test.each([
  ['after a while', 80],
  ['soon after a record', 0],
  ['together with the last record', null],
])('the end of the input is noticed at once: %s', async (_, pauseMs) => {
  const delays: number[] = [];
  for (let i = 0; i < 15; i += 1) {
    const { input, next, rest, line } = wait();
    input.put(band('1-300', 'pi1', 'done', '/x.png'));
    await next();
    if (pauseMs !== null) await new Promise((later) => setTimeout(later, pauseMs));
    else {
      // So that each record is processed as soon as it arrives, and the end has come when it is taken.
      await new Promise((later) => setTimeout(later, 80));
      line(`pi9 ${date}\n`.repeat(3000));
      input.put(band('301-600', 'pi1', 'done', '/y.png'));
    }
    const started = performance.now();
    input.put('end');
    await rest();
    delays.push(performance.now() - started);
  }
  // Half of the time between two checks would be 25 ms.
  expect(delays.sort((a, b) => a - b)[7]).toBeLessThan(25);
});

test('records that arrive one by one are passed on within 50 ms, in few rounds', async () => {
  const { input, next } = wait();
  input.put(band('1-300', 'pi1', 'started'));
  await next();
  const delays: number[] = [];
  let isOver = false;
  setTimeout(() => (isOver = true), 1000);
  while (!isOver) {
    const started = performance.now();
    input.put(band('1-300', 'pi1', 'running', '1'));
    await next();
    delays.push(performance.now() - started);
  }
  expect(delays.length).toBeLessThanOrEqual(21);
  expect(delays.sort((a, b) => a - b).at(-3)).toBeLessThan(80);
});
