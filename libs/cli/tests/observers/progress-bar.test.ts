import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { deferred } from '@task-distributor/band';
import { bundleFixtures, fixturePath } from '@task-distributor/testing';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { createProgressBar } from '../../src/observers/progress-bar.ts';
import { Terminal } from '../../src/observers/terminal.ts';
import { startOnTerminal } from '../terminal.ts';

bundleFixtures();

const records = [
  '1\t5\tpi110\trunning\t40',
  '"Wait for pi110 in lockfile."',
  '1\t5\tpi110\tdone\t/job/a.png',
];

test('writes nothing if stderr is not a terminal', async () => {
  const { stdout, stderr } = await execa(process.execPath, [fixturePath('progress')], {
    input: records.join('\n'),
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'Wait for pi110 in lockfile.', stderr: '' });
});

describe('on a terminal', () => {
  const line = (percent: number, done: number) =>
    new RegExp(`^[█░]{40} ${percent}% \\| ${done} of 3 bands \\| \\d+s$`);

  test('shows percent, bands done and time in one line, and erases it at the end', async () => {
    const { send, end, screen } = await startOnTerminal(fixturePath('progress'));
    await expect.poll(screen).toEqual([expect.stringMatching(line(0, 0))]);
    await send('1\t5\tpi110\tstarted\t-');
    await send('1\t5\tpi110\trunning\t60');
    await expect.poll(screen).toEqual([expect.stringMatching(line(20, 0))]);
    // A band that is fully rendered is not done yet, because its part is missing.
    await send('1\t5\tpi110\trunning\t100');
    await expect.poll(screen).toEqual([expect.stringMatching(line(33, 0))]);
    await send('1\t5\tpi110\tended\t-');
    await send('1\t5\tpi110\tdone\t/job/rows.png');
    await send('6\t10\tpi111\trunning\t90');
    await expect.poll(screen).toEqual([expect.stringMatching(line(63, 1))]);
    // Another host starts the band from 0.
    await send('6\t10\tpi112\tstarted\t-');
    await expect.poll(screen).toEqual([expect.stringMatching(line(33, 1))]);
    await send('6\t10\tpi112\tdone\t/job/rows.png');
    await send('11\t15\tpi113\tdone\t/job/rows.png');
    await expect.poll(screen).toEqual([expect.stringMatching(line(100, 3))]);
    await end();
    await expect.poll(screen).toEqual(['over']);
  });

  test('a band that is split goes on where it was, and counts as two', async () => {
    const { send, end, screen } = await startOnTerminal(fixturePath('progress'));
    const line = (percent: number, bands: string) =>
      new RegExp(`^[█░]{40} ${percent}% \\| ${bands} bands \\| \\d+s$`);
    await send('1\t10\tpi110\trunning\t30');
    await expect.poll(screen).toEqual([expect.stringMatching(line(10, '0 of 3'))]);
    await send('1\t10\tpi110\tsplit\t1-6');
    await send('1\t6\tpi110\tstarted\t-');
    await expect.poll(screen).toEqual([expect.stringMatching(line(10, '0 of 4'))]);
    await send('1\t6\tpi110\tdone\t/job/rows.png');
    await expect.poll(screen).toEqual([expect.stringMatching(line(20, '1 of 4'))]);
    await send('7\t10\tpi111\tstarted\t-');
    await send('7\t10\tpi111\tdone\t/job/rows.png');
    await expect.poll(screen).toEqual([expect.stringMatching(line(33, '2 of 4'))]);
    await end();
  });

  test('other lines stay whole, and the bar continues below them', async () => {
    const { send, end, screen } = await startOnTerminal(fixturePath('progress'));
    const texts = Array.from({ length: 6 }, (_, i) => `pi${110 + i} has been finished.`);
    await send('1\t5\tpi110\trunning\t50');
    for (const text of texts) await send(JSON.stringify(text));
    await expect.poll(screen).toEqual([...texts, expect.stringMatching(line(16, 0))]);
    await send('1\t5\tpi110\tdone\t/job/rows.png');
    await expect.poll(screen).toEqual([...texts, expect.stringMatching(line(33, 1))]);
    await end();
    await expect.poll(screen).toEqual([...texts, 'over']);
  });
});

test('is drawn at most ten times a second, for any number of events and lines', async () => {
  const count = 10_000;
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const terminal = new Terminal({ stdout: new PassThrough({ highWaterMark: 2 ** 24 }), stderr });
  const begin = performance.now();
  const bar = createProgressBar(terminal, count);
  for (let i = 1; i <= count; i += 1) {
    bar.see({ first: i, last: i, host: 'pi110', state: 'running', info: '50' });
    bar.see({ first: i, last: i, host: 'pi110', state: 'done', info: '/job/a.png' });
    terminal.print('pi110 has been finished.\n');
    if (i % 1_000 === 0) await sleep(20);
  }
  const elapsed = performance.now() - begin;
  await bar.end?.();
  const drawn = String(stderr.read()).match(/bands \|/g)!.length;
  expect(elapsed).toBeLessThan(2_000);
  expect(drawn).toBeLessThanOrEqual(elapsed / 100 + 3);
  expect(drawn).toBeGreaterThanOrEqual(2);
});

test('a stopped terminal gets no more of the bar, but every line', async () => {
  let text = '';
  const restarted = deferred();
  const stopped = new Writable({
    highWaterMark: 1_000,
    decodeStrings: false,
    write: (chunk: string, _, done) => {
      text += chunk;
      void restarted.promise.then(() => done());
    },
  });
  const stderr = Object.assign(stopped, { isTTY: true, columns: 80 });
  const terminal = new Terminal({ stdout: new PassThrough(), stderr });
  const bar = createProgressBar(terminal, 1);
  for (let i = 1; i <= 30; i += 1) terminal.warn(`line ${i}\n`);
  await expect.poll(() => stderr.writableNeedDrain, { timeout: 5_000 }).toBe(true);
  await sleep(2_000);
  await bar.end?.();
  restarted.resolve();
  await expect.poll(() => stderr.writableLength).toBe(0);
  expect(text.match(/bands \|/g)!.length).toBeLessThanOrEqual(15);
  expect(text.match(/line \d+\n/g)).toHaveLength(30);
});
