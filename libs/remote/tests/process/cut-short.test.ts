import type { Rows } from '@task-distributor/band';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attemptProcess, type Launcher, launchers } from '../../src/index.ts';
import type { AttemptProgress, RunningAttempt } from '../../src/worker.ts';

let launcher: Launcher;

beforeEach(() => {
  launcher = launchers.local();
});

afterEach(() => launcher.close());

/** Runs a shell script that speaks like a worker on rows 1 to 300, and asks it to end after a row when it reports progress. */
async function run(script: string, canBeCutShort = true) {
  const progress: AttemptProgress[] = [];
  const kept: Rows[] = [];
  let running: RunningAttempt | undefined;
  const result = await attemptProcess(
    {
      launcher,
      host: launcher.home!.address,
      commandLine: script,
      rows: { first: 1, last: 300 },
      canBeCutShort,
      limits: { timeoutSeconds: 20, stallSeconds: null },
    },
    {
      started: (attempt) => (running = attempt),
      progressed: (news) => {
        progress.push(news);
        if (progress.length === 1) running?.cutShort?.(100);
      },
      split: (rows) => void kept.push(rows),
    },
    new AbortController().signal,
  );
  return { result, progress, kept, running };
}

const say = (text: string): string => `printf '${text.replaceAll(' ', '\\t').replaceAll(';', ' ')}\\n'`;
const untilAsked = 'until [ "$word" = cut ]; do read -r word row; done';

describe('a worker that can be cut short', () => {
  it('reports the rows that it has finished, answers, and goes on with the rows that it keeps', async () => {
    const { result, progress, kept } = await run(
      [
        say('1 300 - running 10;rows=32'),
        untilAsked,
        say('1 300 - split 1-128'),
        say('1 300 - running 60'),
        say('1 128 - running 70;rows=96;direct'),
        say('1 128 - ended bytes=9;launch=0.7;continued=0.25'),
      ].join('; '),
    );
    expect(kept).toEqual([{ first: 1, last: 128 }]);
    expect(progress).toEqual([
      { percent: 10, lastRow: 32 },
      { percent: 70, lastRow: 96, isDirect: true },
    ]);
    expect(result).toMatchObject({
      published: true,
      report: { bytes: 9, launchSeconds: 0.7, continued: 0.25, traceSeconds: null },
    });
  });

  it('may refuse, by keeping all rows', async () => {
    const script = [
      say('1 300 - running 10'),
      untilAsked,
      say('1 300 - split 1-300'),
      say('1 300 - ended -'),
    ];
    const { result, kept, progress } = await run(script.join('; '));
    expect(kept).toEqual([{ first: 1, last: 300 }]);
    expect(progress).toEqual([{ percent: 10, lastRow: null }]);
    expect(result.published).toBe(true);
  });

  it.each(['2-128', '1-301', '1-x', '-', '128'])('is not believed if it keeps %s', async (rows) => {
    const script = [say('1 300 - running 10'), say(`1 300 - split ${rows}`), say('1 300 - ended -')];
    const { result, kept } = await run(script.join('; '));
    expect(kept).toEqual([]);
    expect(result.published).toBe(true);
  });

  it.each([
    [
      'has closed its stdin',
      `exec <&-; ${say('1 300 - running 10')}; sleep 0.3; ${say('1 300 - ended -')}`,
      true,
    ],
    ['has just ended', `${say('1 300 - running 10')}; ${say('1 300 - ended -')}`, true],
    ['has just died', `${say('1 300 - running 10')}; kill -9 $$`, false],
  ])('may be asked when it %s', async (_, script, isPublished) => {
    const { result, kept, running } = await run(script);
    running!.cutShort!(50);
    expect(kept).toEqual([]);
    expect(result.published).toBe(isPublished);
  });

  it('is told nothing that it does not understand', async () => {
    const { running, result } = await run(`${say('1 300 - running 10')}; exit 3`, false);
    expect(running?.cutShort).toBeNull();
    expect(result.exitCode).toBe(3);
  });
});
