import { expect, test } from 'vitest';
import { remaining } from '../src/index.ts';
import { AJob } from './a-job.ts';

const left = ({ state, now }: AJob) => remaining(state, now);

/** Two hosts, each with a band of 100 rows, of which they render ten rows a second. @param until seconds */
function steadyJob(until: number, a = new AJob().hosts(['pi1', 'pi2'])): AJob {
  a.queued('1-100', '101-200').bands('pi1', 'started', '1-100').bands('pi2', 'started', '101-200');
  for (let second = 1; second <= until; second += 1)
    a.at(second)
      .running('1-100', 'pi1', 10 * second)
      .running('101-200', 'pi2', 10 * second);
  return a;
}

test('nothing is known before anything was measured or expected', () => {
  expect(left(new AJob())).toBeNull();
  expect(left(new AJob().hosts(['pi1']).queued('1-100').at(1).bands('pi1', 'started', '1-100'))).toBeNull();
});

test('what td-master expects is known at once', () => {
  const planned = { type: 'planned', cut: 'cost', bands: 2, hosts: 2, evenSeconds: 9 } as const;
  const a = new AJob()
    .hosts(['pi1', 'pi2'])
    .see({ ...planned, expectedSeconds: 100 })
    .queued('1-100', '101-200');
  const { least, most } = left(
    a.at(0).bands('pi1', 'started', '1-100').at(1).bands('pi2', 'started', '101-200'),
  )!;
  expect(least).toBeLessThan(100);
  expect(least).toBeGreaterThan(20);
  expect(most).toBeGreaterThan(99);
  expect(most).toBeLessThan(250);
});

test('bands that go on as they do end when they end', () => {
  const { least, most } = left(steadyJob(6))!;
  expect(least).toBeLessThan(4);
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThan(9);
});

test('bands that wait take time, too', () => {
  const { least, most } = left(steadyJob(6, new AJob().hosts(['pi1', 'pi2']).queued('201-300', '301-400')))!;
  expect(least).toBeLessThan(14);
  expect(most).toBeGreaterThan(14);
});

test('what rows cost counts, as far as it is estimated', () => {
  const strips = [
    { first: 1, last: 100, seconds: 10 },
    { first: 101, last: 150, seconds: 5 },
    { first: 151, last: 200, seconds: 45 },
  ];
  const a = steadyJob(4, new AJob().hosts(['pi1', 'pi2']).see({ type: 'costs', strips }));
  // At one second of work a second.
  expect(left(a)!.most).toBeGreaterThan(40);
});

test('a job whose hosts are all lost has no remaining time', () => {
  const a = steadyJob(4).failed('1-100', 'pi1', 1, 'E_SSH_CONNECT').at(5);
  expect(left(a)).not.toBeNull();
  a.failed('101-200', 'pi2', 1, 'E_SSH_CONNECT').at(6).failed('1-100', 'pi2', 2, 'E_SSH_CONNECT');
  expect(left(a)).toBeNull();
});

test('when the job has ended, nothing remains', () => {
  const a = steadyJob(4);
  a.state.end(a.now);
  expect(left(a)).toBeNull();
});

test('a host that stops moves the end later step by step', () => {
  const a = steadyJob(5);
  let before = left(a)!.most;
  for (let second = 5.5; second < 40; second += 0.5) {
    a.at(second)
      .running('1-100', 'pi1', Math.min(99, 10 * second))
      .running('101-200', 'pi2', 50);
    const { most } = left(a)!;
    expect(Math.abs(most - before)).toBeLessThan(Math.max(3, before / 2));
    before = most;
  }
});

test('hosts beyond the number of workers that may run do not count', () => {
  const names = Array.from({ length: 40 }, (_, i) => `pi${i}`);
  const rows = Array.from({ length: 40 }, (_, i) => `${100 * i + 1}-${100 * i + 100}`);
  const hosts = names.map((name) => ({ name, slots: 1, weight: 1 }));
  const a = new AJob().see({ type: 'hosts', hosts, splits: true, mostWorkers: 2 }).queued(...rows);
  const { least, most } = left(steadyJob(6, a))!;
  // 38 bands of ten seconds are left for two workers.
  expect(least).toBeGreaterThan(90);
  expect(most).toBeGreaterThan(190);
});
