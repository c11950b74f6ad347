import { PassThrough, Writable } from 'node:stream';
import type { JobEvent } from '@task-distributor/band';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OriginalLines, type OriginalLinesJob } from '../../src/observers/original-lines.ts';
import { Outputs } from '../../src/outputs.ts';
import { band, closed, composed, line, opened } from './events.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const wait = (host: string) => `Wait for ${host} in lockfile.`;
const created = 'job/lockfile has been created.';
const times = [
  'Required time to process the 1st sequential part:    0.000s',
  'Required time to process the parallel part:          0.000s',
  'Required time to process the 2nd sequential part:    0.000s',
];

/** A job with some bands, and its output. */
function start(count: number, more: Partial<OriginalLinesJob> = {}) {
  const stdout = new PassThrough({ highWaterMark: 2 ** 22 });
  const stopped = new AbortController();
  const bands = Array.from({ length: count }, (_, i) => ({ first: 10 * i + 1, host: `pi11${i + 1}` }));
  const lines = new OriginalLines(
    { bands, clean: false, start: performance.now(), ...more },
    new Outputs({ stdout, stderr: new PassThrough() }),
    stopped.signal,
  );
  return {
    lines,
    stopped,
    see: (...events: JobEvent[]) => {
      for (const event of events) lines.see(event);
    },
    /** The output since the last call. */
    printed: () =>
      String(stdout.read() ?? '')
        .split('\n')
        .slice(0, -1),
  };
}

test('waits for the rest of a band that was split after the band, on the host that takes it', () => {
  const { see, printed } = start(2);
  see(opened, band(1, 'split', '1-6'));
  see({ ...band(1, 'started'), last: 6 });
  see({ ...line(1), band: { ...band(1, 'started'), last: 6 } });
  expect(printed()).toEqual([created, wait('pi111'), line(1).text, 'pi111 has been finished.']);
  vi.advanceTimersByTime(1_000);
  expect(printed()).toEqual([]);
  see({ first: 7, last: 10, host: 'pi@pi119:22', state: 'started', info: null });
  vi.advanceTimersByTime(1_000);
  expect(printed()).toEqual([wait('pi119')]);
  see({ ...line(1, 'pi119'), band: { first: 7, last: 10, host: 'pi119', state: 'started', info: null } });
  expect(printed()).toEqual([line(1, 'pi119').text, 'pi119 has been finished.', wait('pi112')]);
});

test('prints a line a second for each awaited host, in the order of the bands', () => {
  const { see, printed } = start(3);
  see(opened);
  expect(printed()).toEqual([created, wait('pi111')]);
  vi.advanceTimersByTime(2_500);
  expect(printed()).toEqual([wait('pi111'), wait('pi111')]);
  see(line(3), band(3, 'done'));
  expect(printed()).toEqual([]);
  see(line(1), band(1, 'done'));
  expect(printed()).toEqual([line(1).text, 'pi111 has been finished.', wait('pi112')]);
  vi.advanceTimersByTime(900);
  expect(printed()).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(printed()).toEqual([wait('pi112')]);
  see(line(2, 'pi999'), band(2, 'done'));
  expect(printed()).toEqual([
    line(2, 'pi999').text,
    'pi999 has been finished.',
    line(3).text,
    'pi113 has been finished.',
  ]);
  vi.advanceTimersByTime(10_000);
  expect(printed()).toEqual([]);
});

test('prints that the image has been composed, and then the times', async () => {
  const { lines, see, printed } = start(2);
  see(opened, line(1), line(2));
  vi.advanceTimersByTime(1_234.5);
  see(band(1, 'done'), band(2, 'done'));
  printed();
  vi.advanceTimersByTime(20);
  see(composed);
  await lines.end();
  expect(printed()).toEqual([
    'Image parts have been composed.',
    'Required time to process the 1st sequential part:    0.000s',
    'Required time to process the parallel part:          1.234s',
    'Required time to process the 2nd sequential part:    0.020s',
  ]);
});

test('prints that one band was copied; with clean, the times come after the erased files', async () => {
  const { lines, see, printed } = start(1, { clean: true });
  see(opened, line(1), band(1, 'done'), composed);
  expect(printed()).toEqual([
    created,
    wait('pi111'),
    line(1).text,
    'pi111 has been finished.',
    'Image has been copied.',
  ]);
  see(closed);
  await lines.end();
  expect(printed()).toEqual(['job/lockfile has been erased.', 'Image parts have been erased.', ...times]);
});

test('says nothing about files that could not be removed', async () => {
  const { lines, see, printed } = start(1, { clean: true });
  see(opened, line(1), band(1, 'done'), composed);
  printed();
  const part = { names: ['a-part'], lockfile: false, parts: true, reason: 'Permission denied' };
  see({ ...closed, kept: part });
  await lines.end();
  expect(printed()).toEqual(['job/lockfile has been erased.', ...times]);
  see({ ...closed, kept: { ...part, lockfile: true, parts: false } });
  expect(printed()).toEqual(['Image parts have been erased.', ...times]);
});

describe('a band that fails', () => {
  test('is not waited for', () => {
    const { see, printed } = start(2);
    see(opened);
    printed();
    see(band(1, 'failed', 'no disk'));
    expect(printed()).toEqual([wait('pi112')]);
  });

  test('does not hide the lines of the bands below it', async () => {
    const { lines, see, printed } = start(4);
    see(opened, line(2), band(2, 'done'), line(4), band(4, 'done'));
    printed();
    await lines.end();
    expect(printed()).toEqual([
      line(2).text,
      'pi112 has been finished.',
      line(4).text,
      'pi114 has been finished.',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('has its lockfile line printed, if there is one', () => {
    const { see, printed } = start(2);
    see(opened, line(2), band(2, 'failed', 'no part'), line(1));
    expect(printed()).toContain('pi112 has been finished.');
  });
});

test('prints nothing, and does not wait, once it is stopped', async () => {
  const { lines, see, printed, stopped } = start(2);
  see(opened, line(2));
  printed();
  stopped.abort(new Error('interrupted'));
  vi.advanceTimersByTime(5_000);
  await lines.end();
  expect(printed()).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('needs one timer and no listener for ten thousand bands', async () => {
  const { lines, see, printed, stopped } = start(10_000);
  const listens = vi.spyOn(stopped.signal, 'addEventListener');
  vi.useRealTimers();
  const begin = performance.now();
  see(opened);
  for (let i = 10_000; i > 1; i -= 1) see(line(i));
  see(line(1), composed);
  expect(performance.now() - begin).toBeLessThan(500);
  expect(printed().filter((text) => text.endsWith('finished.'))).toHaveLength(10_000);
  await lines.end();
  expect(listens).not.toHaveBeenCalled();
});

describe('a reader of stdout', () => {
  function startSlow(stdout: Writable, onError?: (reason: Error) => void) {
    const stopped = new AbortController();
    const outputs = new Outputs({ stdout, stderr: new PassThrough(), ...(onError ? { onError } : {}) });
    const bands = [{ first: 1, host: 'pi111' }];
    const lines = new OriginalLines({ bands, clean: false, start: 0 }, outputs, stopped.signal);
    return { lines, stopped };
  }

  test('that is slow gets no repeated lines, and is waited for at the end', async () => {
    const stdout = new PassThrough({ highWaterMark: 10 });
    const { lines } = startSlow(stdout);
    lines.see(opened);
    vi.advanceTimersByTime(60_000);
    const end = lines.end();
    let hasEnded = false;
    void end.then(() => (hasEnded = true));
    await Promise.resolve();
    expect(hasEnded).toBe(false);
    expect(String(stdout.read())).toBe(`${created}\n`);
    await end;
  });

  test('that reads nothing is not waited for once the job is stopped', async () => {
    const { lines, stopped } = startSlow(new PassThrough({ highWaterMark: 10 }));
    lines.see(opened);
    const end = lines.end();
    stopped.abort(new Error('interrupted'));
    await expect(end).rejects.toThrow('interrupted');
  });

  test('that has gone is reported', async () => {
    vi.useRealTimers();
    const gone = new Writable({ write: (_chunk, _encoding, callback) => callback(new Error('EPIPE')) });
    const reason = await new Promise<Error>((resolve) => startSlow(gone, resolve).lines.see(opened));
    expect(reason.message).toBe('EPIPE');
  });
});
