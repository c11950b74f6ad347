import { type Band, type BlocksEnded, type JobEvent, sleep } from '@task-distributor/band';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Blocks, dispatch, type DispatchSplits, type Worker } from '../../../src/index.ts';

const columns = 16;
const secondsOfBlock = 2;
const launch = 1;
const report = { bytes: null, parseSeconds: null, traceSeconds: null, launchSeconds: launch };
const ended = { published: true, reason: null, isFinal: false, exitCode: 0, report };

const failed = { ...ended, published: false, reason: 'no luck', exitCode: 1 };

beforeEach(() => {
  const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] as const;
  vi.useFakeTimers({ toFake: [...toFake] });
});
afterEach(() => void vi.useRealTimers());

interface Toy {
  readonly worker: Worker;
  /** Blocks that were asked of helpers, and how each help ended. */
  readonly helps: { blocks: Blocks; end: 'done' | 'failed' | 'stopped' }[];
  /** Blocks that each attempt at the band was told of before it began. */
  readonly told: Blocks[][];
}

/** A worker of one row of blocks, which renders nothing: blocks take time, one after the other. @param failsWhenGiven whether the first attempt fails when it is given blocks */
function toy(helpFails = false, failsWhenGiven = false): Toy {
  const helps: Toy['helps'] = [];
  const told: Toy['told'] = [];
  const worker: Worker = {
    name: 'toy',
    onePerHost: null,
    canBeCutShort: true,
    partName: () => 'part',
    async attempt(_rows, _host, observer, signal) {
      const finished = new Set<number>();
      const given = new Set<number>();
      const came: Blocks[] = [];
      observer.started({
        cutShort: () => undefined,
        blocksCame: ({ first, last }) => {
          came.push({ first, last });
          for (let block = first; block <= last; block += 1) given.add(block);
        },
      });
      told.push([...came]);
      await sleep(launch * 1_000, signal);
      for (let block = 1; block <= columns; block += 1) {
        if (failsWhenGiven && given.size > 0 && told.length === 1) return failed;
        if (given.has(block)) continue;
        observer.progressed({ percent: Math.floor((100 * (block - 1)) / columns), lastRow: null });
        await sleep(secondsOfBlock * 1_000, signal);
        finished.add(block);
      }
      return ended;
    },
    async help(_rows, blocks, _host, observer, signal) {
      const help: Toy['helps'][number] = { blocks, end: 'stopped' };
      helps.push(help);
      let { last } = blocks;
      observer.started({ cutShort: (block) => (last = block), blocksCame: null });
      await sleep(launch * 1_000, signal);
      for (let block = blocks.first; block <= last; block += 1) {
        const percent = (100 * (block - blocks.first)) / (blocks.last - blocks.first + 1);
        observer.progressed({ percent: Math.floor(percent), lastRow: null });
        await sleep(secondsOfBlock * 1_000, signal);
      }
      help.end = helpFails ? 'failed' : 'done';
      return helpFails ? failed : ended;
    },
  };
  return { worker, helps, told };
}

/** Renders one band of one row of blocks on some hosts. @returns seconds, and the events */
async function render(
  worker: Worker,
  hosts: number,
  found: DispatchSplits['found'] = [],
): Promise<{ seconds: number; events: JobEvent[] }> {
  const listed = Array.from({ length: hosts }, (_, i) => ({
    address: { user: null, name: `pi${i}`, port: null },
    slots: 1,
    weight: 1,
  }));
  const band: Band = { first: 1, last: 32, host: null, state: '-', info: null };
  const start = performance.now();
  const events: JobEvent[] = [];
  const stage = dispatch(
    (async function* () {
      yield await Promise.resolve(band);
    })(),
    {
      worker,
      height: 32,
      hosts: { listed, home: null, maxWorkers: 100 },
      retry: { retries: 3, reassign: true, untilPartShowsMs: 0 },
      job: {
        confirm: () => Promise.resolve(),
        removePart: () => Promise.resolve(),
        isFinished: () => Promise.resolve(false),
        checkInput: () => Promise.resolve(),
        acceptPart: () => Promise.resolve(),
        checkOwned: () => Promise.resolve(),
      },
      splits: { layout: { blockRows: 32, blockColumns: columns, grid: 32 }, mayCut: () => true, found },
    },
    new AbortController().signal,
  );
  const all = (async () => {
    for await (const event of stage) events.push(event);
  })();
  let isOver = false;
  void all.finally(() => (isOver = true));
  while (!isOver) await vi.advanceTimersByTimeAsync(50);
  await all;
  return { seconds: (performance.now() - start) / 1_000, events };
}

const blocksOf = (events: readonly JobEvent[]): BlocksEnded[] =>
  events.filter((event): event is BlocksEnded => 'type' in event && event.type === 'blocks');

test('idle hosts render blocks of a band that cannot be cut after a row', async () => {
  const alone = await render(toy().worker, 1);
  expect(alone.seconds).toBeGreaterThan(32);
  const { worker, helps } = toy();
  const { seconds, events } = await render(worker, 4);
  expect(seconds).toBeLessThan(0.55 * alone.seconds);
  expect(helps.filter(({ end }) => end === 'done').length).toBeGreaterThanOrEqual(3);
  expect(blocksOf(events)).toHaveLength(helps.length);
  expect(blocksOf(events)[0]).toMatchObject({ rows: { first: 1, last: 32 }, reason: null });
});

test('hosts whose help fails are asked less and less often, and the band is rendered all the same', async () => {
  const { worker, helps } = toy(true);
  const { seconds, events } = await render(worker, 3);
  expect(seconds).toBeLessThan(36);
  expect(helps.length).toBeLessThan(8);
  expect(blocksOf(events).map(({ reason }) => reason)).toContain('no luck');
  expect(events.filter((event) => 'state' in event && event.state === 'ended')).toHaveLength(1);
});

test.each([2, 3])(
  'of %i hosts, one whose help has failed twice in a row gets no more blocks',
  async (hosts) => {
    const { worker, helps } = toy();
    let failures = 0;
    const help: Worker['help'] = (rows, blocks, host, ...rest) => {
      if (host.name !== 'pi1') return worker.help!(rows, blocks, host, ...rest);
      failures += 1;
      return Promise.resolve(failed);
    };
    await render({ ...worker, help }, hosts);
    expect(failures).toBe(2);
    expect(helps.length).toBeGreaterThanOrEqual(hosts - 2);
  },
);

test('when the band has ended, nobody renders blocks for it any more', async () => {
  const { worker, helps } = toy();
  // Its own worker becomes much faster.
  const attempt: Worker['attempt'] = async (_rows, _host, observer, signal) => {
    observer.started({ cutShort: () => undefined, blocksCame: () => undefined });
    for (const percent of [0, 6, 12, 18]) {
      await sleep(1_500, signal);
      observer.progressed({ percent, lastRow: null });
    }
    return ended;
  };
  const { seconds, events } = await render({ ...worker, attempt }, 2);
  expect(seconds).toBeLessThan(6.2);
  expect(helps.map(({ end }) => end)).toEqual(['stopped']);
  expect(blocksOf(events)).toMatchObject([{ reason: 'the band has ended without them' }]);
});

const overlaps = (a: Blocks) => (b: Blocks) => a.first <= b.last && b.first <= a.last;

test('blocks that an earlier run has left are used, and nobody is asked for them', async () => {
  const { worker, helps, told } = toy();
  const found = [
    { first: 8, last: 9 },
    { first: 12, last: 14 },
  ];
  // The last two are not of this band.
  const others = [
    { top: 33, blocks: { first: 3, last: 4 } },
    { top: 1, blocks: { first: 17, last: 18 } },
  ];
  const { seconds } = await render(worker, 3, [...found.map((blocks) => ({ top: 1, blocks })), ...others]);
  expect(told).toEqual([found]);
  expect(helps.filter(({ blocks }) => found.some(overlaps(blocks)))).toEqual([]);
  expect(seconds).toBeLessThan(16);
  // Between them, and behind them.
  for (const asked of [
    { first: 10, last: 11 },
    { first: 15, last: 16 },
  ])
    expect(helps.some(({ blocks }) => overlaps(asked)(blocks))).toBe(true);
});

test('the next attempt at a band gets what helpers have finished, and nobody is asked for it again', async () => {
  const { worker, helps, told } = toy(false, true);
  await render(worker, 3);
  expect(told).toHaveLength(2);
  const given = told[1]!;
  expect(given.length).toBeGreaterThan(0);
  const isGiven = ({ blocks }: { blocks: Blocks }) => given.some(overlaps(blocks));
  expect(helps.filter(isGiven)).toHaveLength(given.length);
  expect(helps.length).toBeGreaterThan(given.length);
});
