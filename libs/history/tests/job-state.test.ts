import type { JobEvent } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { JobState } from '../src/index.ts';
import { AJob } from './a-job.ts';

const job = (): AJob => new AJob().hosts(['pi1', 'pi2']).queued('1-100', '101-200');
const host = ({ state }: AJob, name: string) => state.hosts.get(name)!;
const bandOf = ({ state }: AJob, rows: string) => state.bands.get(rows)!;

test('knows the image, the plan and the times', () => {
  const planned = {
    type: 'planned',
    cut: 'even',
    bands: 2,
    hosts: 2,
    expectedSeconds: 9,
    evenSeconds: 9,
  } as const;
  const opened = { type: 'opened', job: 'j', folder: 'f', lockfile: 'f/l', width: 80, height: 60 } as const;
  const composed = { type: 'composed', output: 'a.png', width: 80, height: 60, parts: [], jobs: 1 } as const;
  const a = new AJob().at(1).see({ ...opened, scene: 'blob.pov' }, planned);
  expect(a.state).toMatchObject({
    image: { width: 80, height: 60, scene: 'blob.pov' },
    planned,
    ended: null,
  });
  a.at(5).see(composed);
  expect(a.state).toMatchObject({ opened: 1_000, ended: 5_000, composed });
});

test('hosts that are listed are idle, and bands wait', () => {
  const a = job();
  expect([...a.state.hosts.values()].map(({ name, phase }) => [name, phase])).toEqual([
    ['pi1', 'idle'],
    ['pi2', 'idle'],
  ]);
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'waiting', host: null, attempt: 0, percent: 0 });
  expect(a.state.totals).toMatchObject({ bands: 2, bandsDone: 0, rows: 200, rowsDone: 0 });
});

test('a band goes through its phases, and so does its host', () => {
  const a = job().at(1).bands('pi1', 'started', '1-100');
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'rendering', host: 'pi1', attempt: 1, since: 1_000 });
  expect(host(a, 'pi1').phase).toBe('rendering');
  a.at(3).running('1-100', 'pi1', 40);
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'rendering', percent: 40, since: 1_000 });
  expect(a.state.totals.rowsDone).toBeCloseTo(40);
  a.at(6).succeeded('1-100', 'pi1').bands('pi1', 'ended', '1-100');
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'sending', since: 6_000 });
  expect(host(a, 'pi1')).toMatchObject({ phase: 'sending', rowsDone: 100 });
  a.at(7).bands('pi1', 'done', '1-100');
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'done', percent: 100, host: 'pi1', since: 7_000 });
  expect(host(a, 'pi1').phase).toBe('idle');
  expect(a.state.totals).toMatchObject({ bands: 2, bandsDone: 1, rowsDone: 100 });
  expect(host(a, 'pi1').spells).toEqual([
    {
      kind: 'attempt',
      rows: { first: 1, last: 100 },
      attempt: 1,
      from: 1_000,
      to: 6_000,
      outcome: 'done',
      reason: null,
    },
  ]);
});

test('measures rows a second from the first progress on, without what an earlier attempt has left', () => {
  const a = job().at(0).bands('pi1', 'started', '1-100');
  a.at(4).running('1-100', 'pi1', 50).at(5).running('1-100', 'pi1', 55).at(6).running('1-100', 'pi1', 60);
  expect(host(a, 'pi1').rowsPerSecond).toBeCloseTo(5, 0);
});

test('a band that is split is replaced by its two, and goes on', () => {
  const a = job().at(1).bands('pi1', 'started', '1-100').at(4).running('1-100', 'pi1', 30);
  a.at(5).split('1-100', 'pi1', 60).bands('pi1', 'started', '1-60').queued('61-100');
  expect([...a.state.bands.keys()].sort()).toEqual(['1-60', '101-200', '61-100']);
  expect(bandOf(a, '1-60')).toMatchObject({ phase: 'rendering', host: 'pi1', attempt: 1, percent: 50 });
  expect(bandOf(a, '61-100')).toMatchObject({ phase: 'waiting', host: null });
  expect(a.state.totals).toMatchObject({ bands: 3, rows: 200 });
  expect(a.state.totals.rowsDone).toBeCloseTo(30);
  // After a split, its worker counts anew.
  a.at(6).running('1-60', 'pi1', 20);
  expect(bandOf(a, '1-60').percent).toBe(50);
  a.at(9).succeeded('1-60', 'pi1').bands('pi1', 'ended', '1-60').bands('pi1', 'done', '1-60');
  expect(host(a, 'pi1')).toMatchObject({ phase: 'idle', rowsDone: 60 });
  expect(host(a, 'pi1').spells.map(({ rows, outcome }) => [rows.last, outcome])).toEqual([
    [100, 'split'],
    [60, 'done'],
  ]);
});

test('a band whose attempt fails waits, and is tried again elsewhere', () => {
  const a = job().at(1).bands('pi1', 'started', '1-100').running('1-100', 'pi1', 30);
  a.at(5).failed('1-100', 'pi1', 1);
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'retrying', host: null, attempt: 1, percent: 0 });
  expect(host(a, 'pi1')).toMatchObject({ phase: 'retrying', rowsDone: 0 });
  expect(host(a, 'pi1').spells).toMatchObject([
    { from: 1_000, to: 5_000, outcome: 'failed', reason: 'out of memory' },
  ]);
  expect(a.state.totals.rowsDone).toBeCloseTo(0);
  a.at(6).bands('pi2', 'started', '1-100');
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'retrying', host: 'pi2', attempt: 2 });
  expect(host(a, 'pi2').phase).toBe('retrying');
  a.at(9).succeeded('1-100', 'pi2', 2).bands('pi2', 'ended', '1-100').bands('pi2', 'done', '1-100');
  expect(host(a, 'pi2')).toMatchObject({ phase: 'idle', rowsDone: 100 });
});

test('between two commands, a second start means that the first attempt has failed', () => {
  const a = new AJob().at(1).bands('pi1', 'started', '1-100').at(4).bands('pi2', 'started', '1-100');
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'retrying', host: 'pi2', attempt: 2 });
  expect(host(a, 'pi1')).toMatchObject({ phase: 'retrying' });
  expect(host(a, 'pi1').spells).toMatchObject([{ outcome: 'failed', reason: null, to: 4_000 }]);
  // The reason can come late.
  a.at(5).failed('1-100', 'pi1', 1);
  expect(host(a, 'pi1').spells).toMatchObject([{ outcome: 'failed', reason: 'out of memory', to: 4_000 }]);
  expect(bandOf(a, '1-100')).toMatchObject({ host: 'pi2', attempt: 2 });
});

test('an attempt can fail before it has begun', () => {
  const a = job().at(3).failed('1-100', 'pi1', 1);
  expect(host(a, 'pi1').spells).toMatchObject([{ from: 2_000, to: 3_000, outcome: 'failed' }]);
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'retrying', host: null });
});

test('hosts are quarantined, and lost, until a band on them succeeds', () => {
  const a = job().at(1).failed('1-100', 'pi1', 1, 'E_SSH_CONNECT');
  expect(host(a, 'pi1').phase).toBe('lost');
  a.at(2).see({ type: 'host', host: 'pi2', status: 'quarantined' });
  expect(host(a, 'pi2').phase).toBe('quarantined');
  for (const name of ['pi1', 'pi2']) {
    a.at(3)
      .bands(name, 'started', '101-200')
      .at(4)
      .succeeded('101-200', name)
      .bands(name, 'ended', '101-200');
    a.bands(name, 'done', '101-200');
    expect(host(a, name).phase).toBe('idle');
  }
});

test('bands that were finished before count as done, and as nobody’s work', () => {
  const a = new AJob().hosts(['pi1']).queued('1-50').at(1).split('1-200', 'pi1', 100);
  a.bands('pi1', 'ended', '1-100').bands('pi1', 'done', '1-100').queued('101-200');
  expect(a.state.totals).toMatchObject({ bandsDone: 1, rowsDone: 100 });
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'done', attempt: 0 });
  expect(host(a, 'pi1')).toMatchObject({ phase: 'idle', rowsDone: 0, spells: [], rowsPerSecond: null });
});

test('a host that renders blocks for another one is rendering', () => {
  const rows = { first: 1, last: 100 };
  const blocks = { first: 5, last: 9 };
  const a = job().at(1).see({ type: 'blocks-started', rows, blocks, host: 'pi2' });
  expect(host(a, 'pi2').phase).toBe('rendering');
  const report = { bytes: null, parseSeconds: null, traceSeconds: null };
  const times = { start: new Date(1_000), end: new Date(3_000) };
  a.at(3).see({ type: 'blocks', rows, blocks, host: 'pi2', ...times, reason: null, report });
  expect(host(a, 'pi2')).toMatchObject({ phase: 'idle', rowsDone: 0 });
  expect(host(a, 'pi2').spells).toEqual([
    { kind: 'blocks', rows, attempt: 0, from: 1_000, to: 3_000, outcome: 'done', reason: null },
  ]);
});

test('a host with several slots has several bands', () => {
  const a = new AJob().see({ type: 'hosts', hosts: [{ name: 'pi1', slots: 2, weight: 3 }], splits: false });
  a.bands('pi1', 'started', '1-100', '101-200');
  expect([...host(a, 'pi1').bands].map(({ rows }) => rows!.first)).toEqual([1, 101]);
  a.bands('pi1', 'done', '1-100');
  expect(host(a, 'pi1').phase).toBe('rendering');
});

test('a band that has failed for good has none of its rows', () => {
  const a = job()
    .bands('pi1', 'started', '1-100')
    .running('1-100', 'pi1', 60)
    .bands('pi1', 'failed', '1-100');
  expect(bandOf(a, '1-100')).toMatchObject({ phase: 'failed', host: 'pi1' });
  expect(a.state.totals).toMatchObject({ bandsFailed: 1, bandsDone: 0 });
  expect(a.state.totals.rowsDone).toBeCloseTo(0);
});

test('at the end of the stream, nothing runs any more', () => {
  const a = job().at(1).bands('pi1', 'started', '1-100');
  a.state.end(4_000);
  expect(a.state.ended).toBe(4_000);
  expect(a.spellsOf('pi1')).toMatchObject([{ to: 4_000, outcome: 'stopped' }]);
});

const opened: JobEvent = { type: 'opened', job: 'a', folder: 'job', lockfile: 'x', width: 40, height: 300 };

test('a job that is continued goes on where it was stopped: the pause counts for nothing', () => {
  const a = new AJob().at(0).see(opened).queued('1-100', '101-300').bands('pi1', 'started', '1-100');
  a.at(1).running('1-100', 'pi1', 1).at(5).bands('pi1', 'done', '1-100');
  a.bands('pi1', 'started', '101-300')
    .at(6)
    .running('101-300', 'pi1', 1)
    .at(10)
    .running('101-300', 'pi1', 21);
  a.at(60).see(opened).queued('101-300');
  expect(a.state.opened).toBe(0);
  expect(a.state.pauses).toEqual([{ from: 10_000, to: 60_000 }]);
  expect([...a.state.bands].map(([rows, { phase }]) => [rows, phase])).toEqual([
    ['1-100', 'done'],
    ['101-300', 'waiting'],
  ]);
  expect(a.state.totals).toMatchObject({ bands: 2, bandsDone: 1, rows: 300, rowsDone: 100 });
  expect(a.spellsOf('pi1').map(({ outcome, to }) => [outcome, to])).toEqual([
    ['done', 5_000],
    ['stopped', 10_000],
  ]);
  a.at(61).bands('pi1', 'started', '101-300').running('101-300', 'pi1', 1);
  a.at(65).running('101-300', 'pi1', 21);
  expect(a.state.bands.get('101-300')).toMatchObject({ phase: 'rendering', attempt: 1 });
  // 40 rows in 4 s.
  expect(a.state.hosts.get('pi1')?.rowsPerSecond).toBeGreaterThan(9);
});

test('a job that was whole and is continued has not ended', () => {
  const composed: JobEvent = { type: 'composed', output: 'a', width: 40, height: 300, parts: [], jobs: 1 };
  const a = new AJob().at(1).see(opened, composed).at(9).see(opened);
  expect([a.state.ended, a.state.composed]).toEqual([null, null]);
});

test('the same events give the same state, whenever they are seen', () => {
  const a = job()
    .at(1)
    .bands('pi1', 'started', '1-100')
    .at(4)
    .running('1-100', 'pi1', 30)
    .split('1-100', 'pi1', 60);
  const again = new JobState();
  for (const { at, event } of a.events) again.see(event, at);
  expect([...again.bands]).toEqual([...a.state.bands]);
  expect(again.hosts.get('pi1')!.spells).toEqual(a.spellsOf('pi1'));
});

test('10,000 bands on 400 hosts: an event takes as long as in a small job', () => {
  const perEvent = (bands: number, hosts: number): number => {
    const names = Array.from({ length: hosts }, (_, i) => `pi${i}`);
    const rows = Array.from({ length: bands }, (_, i) => `${10 * i + 1}-${10 * i + 10}`);
    const a = new AJob().hosts(names).queued(...rows);
    let events = 0;
    const start = process.cpuUsage();
    for (const [i, band] of rows.entries()) {
      const name = names[i % hosts]!;
      a.at(i / hosts).bands(name, 'started', band);
      for (const percent of [40, 80]) a.running(band, name, percent);
      a.succeeded(band, name).bands(name, 'ended', band).bands(name, 'done', band);
      events += 6;
    }
    const { user } = process.cpuUsage(start);
    expect(a.state.totals).toMatchObject({ bands, bandsDone: bands });
    return user / events;
  };
  perEvent(1_000, 4);
  const [small, large] = [perEvent(10_000, 4), perEvent(10_000, 400)];
  expect(large).toBeLessThan(20 * small + 20);
});
