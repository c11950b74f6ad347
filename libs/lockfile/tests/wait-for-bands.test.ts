import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Band, type BandState, type TdError } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { type LockfileLine, waitForBands, waitForHosts, type WaitOptions } from '../src/index.ts';

const date = '2026_11_22_09:07:33';

function band(rows: string | null, host: string | null, state: BandState, info: string | null = null): Band {
  const [first, last] = rows?.split('-').map(Number) ?? [];
  return { first: first ?? null, last: last ?? null, host, state, info };
}

/** A band as text, without the folder. */
function say({ first, last, host, state, info }: Band, folder: string): string {
  return [
    first === null ? '-' : `${first}-${last}`,
    host ?? '-',
    state,
    info?.replace(`${folder}/`, '') ?? '-',
  ].join(' ');
}

/** A stream that records are put into by hand. */
class Stream implements AsyncIterable<Band> {
  readonly #items: (Band | 'end' | Error)[] = [];
  #wake = (): void => undefined;

  put(...items: (Band | 'end' | Error)[]): void {
    this.#items.push(...items);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Band> {
    for (;;) {
      const item = this.#items.shift();
      if (item === 'end') return;
      if (item instanceof Error) throw item;
      if (item !== undefined) yield item;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

interface Waiting {
  folder: string;
  input: Stream;
  /** The next record, as text. */
  next: () => Promise<string>;
  /** All that is left, as text. */
  rest: () => Promise<string[]>;
  line: (text: string) => void;
  part: (name: string) => void;
  stop: AbortController;
  finished: [Band, LockfileLine][];
}

function wait(options: Partial<WaitOptions> = {}, start = true): Waiting {
  const folder = options.folder ?? temporaryFolder();
  const input = new Stream();
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  const finished: Waiting['finished'] = [];
  if (start) writeFileSync(join(folder, 'lockfile'), '');
  const onLine = (done: Band, line: LockfileLine): void => void finished.push([done, line]);
  const output = waitForBands(input, { folder, graceSeconds: 0.3, onLine, ...options }, stop.signal);
  const next = async (): Promise<string> => {
    const result = await output.next();
    return result.done === true ? 'end' : say(result.value, folder);
  };
  return {
    folder,
    input,
    next,
    stop,
    finished,
    rest: async () => {
      const all: string[] = [];
      for (let said = await next(); said !== 'end'; said = await next()) all.push(said);
      return all;
    },
    line: (text) => {
      appendFileSync(join(folder, 'lockfile'), `${text}\n`);
    },
    part: (name) => {
      writeFileSync(join(folder, name), 'x');
    },
  };
}

test('a line with rows finishes the band of those rows, once its part is there', async () => {
  const { input, next, line, part, finished, folder } = wait();
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
  expect(finished.map(([{ host }, { text }]) => [host, text])).toEqual([
    ['pi2', `pi2 ${date} 301-600`],
    ['pi@pi1:22', `pi1 ${date} 1-300`],
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

test('lines that come before started are remembered', async () => {
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

test('running and ended after done are not passed on: they would take it back', async () => {
  const { input, next, rest, line, part } = wait();
  part('rows-000001-000300.png');
  line(`pi1 ${date} 1-300`);
  input.put(band('1-300', 'pi1', 'started'));
  await next();
  expect(await next()).toBe('1-300 pi1 done rows-000001-000300.png');
  input.put(band('1-300', 'pi1', 'running', '100'), band('1-300', 'pi1', 'ended'), 'end');
  expect(await rest()).toEqual([]);
});

test('started after done is passed on, and done said again', async () => {
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

test.each([
  ['missing', () => undefined],
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
    `1-300 pi1 failed pi1 is in the lockfile, but its part ${path} did not show within 0.3 s`.replace(
      `${folder}/`,
      '',
    ),
  );
});

test('the line of an earlier attempt, whose part was removed, fails nobody while the new one runs', async () => {
  const { input, next, rest, line, part } = wait();
  line(`pi1 ${date} 1-300`);
  input.put(band('1-300', 'pi2', 'started'), band('301-600', 'pi3', 'ended'), 'end');
  expect([await next(), await next()]).toHaveLength(2);
  // The grace of the other one runs out; this one's has not begun.
  expect(await next()).toContain('301-600 pi3 failed');
  part('rows-000001-000300.png');
  line(`pi2 ${date} 1-300`);
  expect(await rest()).toEqual(['1-300 pi2 done rows-000001-000300.png']);
});

test('failed is passed on; a later started, or a late line, makes it good', async () => {
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

test('bands that nobody starts are waited for, with and without rows in their lines', async () => {
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

test('at the deadline every unfinished band has failed, and the stage says 124', async () => {
  const { input, next } = wait({ deadlineSeconds: 0.2 });
  input.put(
    band('1-300', 'pi1', 'started'),
    band('301-600', 'pi2', 'failed', 'x'),
    band('601-900', null, '-'),
  );
  expect([await next(), await next(), await next()]).toHaveLength(3);
  expect(await next()).toBe('1-300 pi1 failed timed out after 0.2 s');
  expect(await next()).toBe('601-900 - failed timed out after 0.2 s');
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

test('it works without being pulled', async () => {
  const { input, line, part, finished, rest } = wait();
  part('pi1.png');
  input.put(band('1-300', 'pi1', 'started'), 'end');
  line(`pi1 ${date}`);
  while (finished.length === 0) await new Promise(setImmediate);
  expect(await rest()).toEqual(['1-300 pi1 started -', '1-300 pi1 done pi1.png']);
});

test('a new line is noticed within 0.1 s', async () => {
  const { input, next, line, part } = wait();
  const delays: number[] = [];
  for (let row = 1; row <= 15; row += 1) {
    input.put(band(`${row}-${row}`, 'pi1', 'started'));
    await next();
    part(`rows-${String(row).padStart(6, '0')}-${String(row).padStart(6, '0')}.png`);
    // At every point between two looks.
    await new Promise((later) => setTimeout(later, row * 5));
    const started = performance.now();
    line(`pi1 ${date} ${row}-${row}`);
    await next();
    delays.push(performance.now() - started);
  }
  // The machine may be busy once; the time between two looks is what is tested.
  expect(delays.sort((a, b) => a - b).at(-3)).toBeLessThan(100);
});

test('100,000 lines of other hosts keep nobody waiting', async () => {
  const { folder, input, rest, part } = wait({ graceSeconds: 10 });
  const lines = Array.from({ length: 100_000 }, (_, i) => `other${i} ${date}`);
  writeFileSync(join(folder, 'lockfile'), `${[...lines, `pi1 ${date}`].join('\n')}\n`);
  part('pi1.png');
  const bands = Array.from({ length: 300 }, (_, i) => band(`${i + 2}-${i + 2}`, `pi${i + 2}`, 'failed', 'x'));
  input.put(...bands, band('1-1', 'pi1', 'started'), 'end');
  const started = performance.now();
  expect((await rest()).at(-1)).toBe('1-1 pi1 done pi1.png');
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a lockfile created again: what the old one said of others is void', async () => {
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

test('the folder has to be there', async () => {
  const folder = join(temporaryFolder(), 'none');
  const output = waitForBands(new Stream(), { folder }, new AbortController().signal);
  await expect(output.next()).rejects.toThrow(`${folder}: No such file or directory`);
});

function waitHosts(
  hosts: string[],
  options: Partial<WaitOptions> = {},
): Waiting & { said: () => Promise<string> } {
  const waiting = wait();
  const output = waitForHosts(hosts, { folder: waiting.folder, ...options }, waiting.stop.signal);
  const said = async (): Promise<string> => {
    const next = await output.next();
    return next.done === true ? 'end' : say(next.value, waiting.folder);
  };
  return { ...waiting, said };
}

test('hosts are said in the order of the arguments, whatever the order of their lines', async () => {
  const { said, line, part } = waitHosts(['pi11', 'pi1', 'pi@pi3:22', 'pi1']);
  for (const name of ['pi1.png', 'pi11.png', 'rows-000001-000005.png']) part(name);
  line(`pi1 ${date}`);
  line(`pi3 ${date} 1-5`);
  const first = said();
  setTimeout(line, 100, `pi11 ${date}`);
  expect(await first).toBe('- pi11 done pi11.png');
  expect([await said(), await said(), await said(), await said()]).toEqual([
    '- pi1 done pi1.png',
    '- pi@pi3:22 done rows-000001-000005.png',
    '- pi1 done pi1.png',
    'end',
  ]);
});

test('a host that says nothing until the deadline has failed', async () => {
  const { said, line, part, folder } = waitHosts(['pi2', 'pi1'], { deadlineSeconds: 0.3 });
  part('pi1.png');
  line(`pi1 ${date}`);
  expect(await said()).toBe('- pi2 failed timed out after 0.3 s');
  expect(await said()).toBe('- pi1 done pi1.png');
  await expect(said()).rejects.toMatchObject({ exitCode: 124 });
  unlinkSync(join(folder, 'pi1.png'));
});

test('what is no host is wrong usage', async () => {
  await expect(waitHosts(['../etc']).said()).rejects.toMatchObject({ exitCode: 2 });
});
