import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BandSplitter } from '../../../src/dispatch/band-splitter.ts';
import { HostPool } from '../../../src/dispatch/host-pool.ts';
import { Task } from '../../../src/dispatch/task-lane.ts';

const layout = { blockRows: 8, blockColumns: 1, grid: 1 };
const noHelp = () => Promise.reject(new Error('No help is asked for'));

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('looks for idle hosts only once no more bands come in', () => {
  const pool = new HostPool();
  const [host] = ['pi1', 'pi2'].map((name) => pool.add({ user: null, name, port: null }, 1));
  const idle = vi.spyOn(pool, 'idle');
  const cutShort = vi.fn();
  const ask = (): void => splitter.ask(pool, 9, false);
  const splitter = BandSplitter.create(
    { splits: { layout, mayCut: () => true }, retry: { retries: 0, reassign: true } },
    { render: noHelp, emit: () => undefined, onTick: ask },
  )!;
  pool.take(host!);
  splitter.bandCame();
  const task = new Task({ first: 1, last: 800, host: null, state: '-', info: null }, null);
  const followed = splitter.follow({ task, host: host! }, { cutShort, blocksCame: null })!;
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
  splitter.end(pool);
});
