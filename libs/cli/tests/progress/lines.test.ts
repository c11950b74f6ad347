import type { Band, JobEvent } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { PassThrough } from 'node:stream';
import { Outputs } from '../../src/outputs.ts';
import { progressView } from '../../src/progress/progress-view.ts';
import { LastLine } from '../../src/progress/last-line.ts';
import type { ProgressStyle } from '../../src/settings/progress.ts';
import { attempt, band, composed } from '../observers/events.ts';

/** What is written to stderr about some events. */
async function written(
  style: ProgressStyle,
  events: readonly JobEvent[],
  isQuiet = false,
): Promise<string[]> {
  const stderr = new PassThrough();
  const outputs = new Outputs({ stdout: new PassThrough(), stderr });
  const warn = (line: string): void => outputs.warn(`${line}\n`);
  const auto = { terminal: 'bar', elsewhere: 'none' } as const;
  const view = await progressView({ style, auto, isQuiet }, { outputs, env: {}, warn });
  const observer = view.observer();
  for (const event of events) observer.see(event);
  view.notify('a notice');
  await observer.end?.();
  return String(stderr.read() ?? '')
    .split('\n')
    .slice(0, -1);
}

const kept: Band = { ...band(2, 'started'), last: 14 };
const rest: Band = { first: 15, last: 20, host: 'pi111', state: 'started', info: null };
const events: JobEvent[] = [
  { type: 'queued', band: band(1, '-', null) },
  { type: 'queued', band: band(2, '-', null) },
  band(1, 'started'),
  band(2, 'started'),
  band(1, 'running', '50'),
  attempt(1, {}, { reason: 'no disk' }),
  { type: 'host', host: 'pi111', status: 'quarantined' },
  band(1, 'started', null, 'pi113'),
  band(2, 'split', '11-14'),
  kept,
  rest,
  { ...kept, state: 'done' },
  { ...rest, state: 'done' },
  band(1, 'done', '/job/a.png', 'pi113'),
  composed,
];

test('plain: a line when something happens, and every 10 %', async () => {
  const lines = await written('plain', events);
  expect(lines.map((line) => line.replace(/, 0:00.*/, ''))).toEqual([
    'pi111 rows 1-10: started',
    'pi112 rows 11-20: started',
    '20 %, 0 of 2 bands',
    'pi113 rows 1-10: started, attempt 2',
    'pi112 rows 11-20: split, rows 15-20 are for another host',
    'pi111 rows 15-20: started',
    'pi112 rows 11-14: done',
    'pi111 rows 15-20: done',
    '50 %, 2 of 3 bands',
    'pi113 rows 1-10: done',
    '100 %, 3 of 3 bands',
    'a notice',
  ]);
});

test('json: each line is an object with the time', async () => {
  const lines = (await written('json', events)).map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const { time } of lines) expect(time).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(lines.map(({ event }) => event).filter((event) => event !== 'progress')).toEqual([
    'started',
    'started',
    'attempt-failed',
    'quarantined',
    'started',
    'split',
    'started',
    'started',
    'done',
    'done',
    'done',
    'composed',
    'message',
  ]);
  expect(lines.at(-1)).toMatchObject({ event: 'progress', percent: 100, bands: 3, done: 3, failed: 0 });
});

test('none, quiet, and auto where there is no terminal: nothing of its own', async () => {
  expect(await written('none', events)).toEqual(['a notice']);
  expect(await written('plain', events, true)).toEqual(['a notice']);
  expect(await written('auto', events)).toEqual(['a notice']);
});

test('bar, where there is no terminal, is plain', async () => {
  expect(await written('bar', [band(1, 'started')])).toContain('pi111 rows 1-10: started');
});

test('the last line names the image, its size and the time', () => {
  const lines: string[] = [];
  const last = new LastLine((line) => lines.push(line), performance.now() - 12_340);
  last.see(composed);
  last.end();
  new LastLine((line) => lines.push(line), 0).end();
  expect(lines).toEqual([expect.stringMatching(/^a\.png: 8x20, 12\.\d s\n$/)]);
});
