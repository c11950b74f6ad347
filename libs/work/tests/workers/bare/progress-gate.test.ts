import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AttemptProgress } from '@task-distributor/remote';
import { ProgressGate } from '../../../src/workers/bare/progress-gate.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('progress is passed on once a second, if there is news', () => {
  const passed: AttemptProgress[] = [];
  const gate = new ProgressGate((progress) => passed.push(progress));
  const spent = { parseSeconds: null, traceSeconds: null, traceCpuSeconds: null };
  const progress = { ...spent, total: 200, lastRow: null };
  const say = (done: number, isDirect: boolean, milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    gate.progressed({ ...progress, done, isDirect });
  };
  say(2, false, 5_000);
  say(4, false, 900);
  say(6, false, 200);
  say(7, false, 2_000);
  say(7, true, 2_000);
  expect(passed).toEqual([
    { percent: 1, lastRow: null, isDirect: false },
    { percent: 3, lastRow: null, isDirect: false },
    { percent: 3, lastRow: null, isDirect: true },
  ]);
});
