import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BandSplitter } from '../../../src/dispatch/band-splitter.ts';
import { HostPool } from '../../../src/dispatch/host-pool.ts';
import { Task } from '../../../src/dispatch/task-lane.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('looks for idle hosts only once no more bands come in', () => {
  const pool = new HostPool();
  const [host] = ['pi1', 'pi2'].map((name) => pool.add({ user: null, name, port: null }, 1));
  const idle = vi.spyOn(pool, 'idle');
  const cutShort = vi.fn();
  const ask = (): void => splitter.ask(pool, 9, false);
  const splitter = BandSplitter.create(
    { splits: { blockRows: 8, mayCut: () => true }, retry: { retries: 0, reassign: true } },
    ask,
  )!;
  pool.take(host!);
  const task = new Task({ first: 1, last: 800, host: null, state: '-', info: null }, null);
  const followed = splitter.follow({ task, host: host! }, { cutShort })!;
  followed.progressed({ percent: 0, lastRow: 0 });
  for (let percent = 1; percent <= 20; percent += 1) {
    vi.advanceTimersByTime(900);
    followed.progressed({ percent, lastRow: percent * 8 });
    splitter.bandCame();
    ask();
  }
  expect(idle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_500);
  expect(cutShort).toHaveBeenCalledOnce();
  splitter.stop();
});
