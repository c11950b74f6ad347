import {
  type Band,
  bandKey,
  isBand,
  type JobEvent,
  type Rows,
  rowsOf,
  splitOf,
} from '@task-distributor/band';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dispatch, type DispatchOptions, type DispatchSplits, type Worker } from '../../../src/index.ts';
import { evenBands } from './toy-cluster.ts';
import { type ToyTraits, toyWorker } from './toy-worker.ts';

const splits: DispatchSplits = {
  layout: { blockRows: 8, blockColumns: 1, grid: 1 },
  mayCut: () => true,
};
const good = { failing: 0, refusing: 0, mute: 0, slowAnswers: 0 };

beforeEach(() => {
  const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] as const;
  vi.useFakeTimers({ toFake: [...toFake] });
});

afterEach(() => void vi.useRealTimers());

interface ToyJob {
  readonly traits: ToyTraits;
  readonly hosts: number;
  readonly bands: readonly Band[];
  readonly height: number;
  readonly options?: Partial<DispatchOptions>;
}

/** Runs the dispatch stage on a false clock. @returns its events, and the rows of the parts */
async function run({
  traits,
  hosts,
  bands,
  height,
  options,
}: ToyJob): Promise<{ events: JobEvent[]; published: Rows[] }> {
  const published: Rows[] = [];
  const names = Array.from({ length: hosts }, (_, i) => `pi${i}`);
  const listed = names.map((name) => ({ address: { user: null, name, port: null }, slots: 1, weight: 1 }));
  const isThere = ({ first, last }: Band): boolean =>
    published.some((rows) => rows.first === first && rows.last === last);
  const events: JobEvent[] = [];
  const stage = dispatch(
    (async function* () {
      yield* await Promise.resolve(bands);
    })(),
    {
      worker: toyWorker(traits, published),
      hosts: { listed, home: null, maxWorkers: 100 },
      retry: { retries: 3, reassign: true, untilPartShowsMs: 0 },
      job: {
        confirm: () => Promise.resolve(),
        removePart: () => Promise.resolve(),
        isFinished: (band) => Promise.resolve(isThere(band)),
        checkOwned: () => Promise.resolve(),
        checkInput: () => Promise.resolve(),
        acceptPart: () => Promise.resolve(),
      },
      height,
      splits,
      ...options,
    },
    new AbortController().signal,
  );
  let hasEnded = false;
  const read = (async () => {
    for await (const event of stage) events.push(event);
  })().finally(() => (hasEnded = true));
  for (let seconds = 0; !hasEnded; seconds += 1) {
    if (seconds > 2_000) throw new Error('the stage hangs');
    for (let turn = 0; turn < 20 && !hasEnded; turn += 1) await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(200);
  }
  await read;
  return { events, published };
}

/** The last record about each band that still exists. */
function lastRecords(events: readonly JobEvent[]): Band[] {
  const records = new Map<string, Band>();
  const keyOf = (rows: Rows): string => bandKey({ ...rows, host: null });
  for (const band of events.filter(isBand)) {
    if (band.state !== 'split') {
      records.set(keyOf(rowsOf(band)!), band);
      continue;
    }
    records.delete(keyOf(rowsOf(band)!));
    const { kept, rest } = splitOf(band);
    for (const rows of [kept, rest])
      records.set(keyOf(rows), { ...rows, host: null, state: '-', info: null });
  }
  return [...records.values()].sort((a, b) => a.first! - b.first!);
}

function bandsOf(rows: readonly Rows[], host: (index: number) => string | null = () => null): Band[] {
  return rows.map((each, i) => ({ ...each, host: host(i), state: '-', info: null }));
}

function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('dispatch and idle hosts', () => {
  it('gives an idle host the lower rows of a running band', async () => {
    const { events, published } = await run({
      traits: { ...good, random: () => 0.2 },
      hosts: 2,
      bands: bandsOf([{ first: 1, last: 400 }]),
      height: 400,
    });
    const texts = events.filter(isBand).filter(({ state }) => state !== 'running');
    const [first, split, kept, rest] = texts.map(
      ({ first, last, host, state, info }) => `${first}-${last} ${host} ${state} ${info}`,
    );
    expect(first).toBe('1-400 pi0 started null');
    expect(split).toMatch(/^1-400 pi0 split 1-\d+$/);
    const last = Number(/\d+$/.exec(split!));
    expect([kept, rest]).toEqual([`1-${last} pi0 started null`, `${last + 1}-400 pi1 started null`]);
    expect(last % 8).toBe(0);
    expect(published.length).toBeGreaterThanOrEqual(2);
    const attempts = events.filter((event) => !isBand(event) && event.type === 'attempt');
    expect(attempts).toContainEqual(
      expect.objectContaining({
        outcome: expect.objectContaining({ cutFrom: { first: 1, last: 400 } }) as object,
      }),
    );
  });

  const uneven = { traits: { ...good, random: seeded(7) }, hosts: 4, height: 800 };
  const countSplits = (events: readonly JobEvent[]) =>
    events.filter((event) => isBand(event) && event.state === 'split').length;

  it('leaves bands alone that must stay on their hosts, and all of them if it is asked to', async () => {
    const bands = bandsOf(evenBands(800, 2), (i) => `pi${i}`);
    const stay = { retry: { retries: 0, reassign: false } };
    expect(countSplits((await run({ ...uneven, bands, options: stay })).events)).toBe(0);
    expect(countSplits((await run({ ...uneven, bands, options: { splits: null } })).events)).toBe(0);
    const whole = { splits: { ...splits, mayCut: () => false } };
    expect(countSplits((await run({ ...uneven, bands, options: whole })).events)).toBe(0);
    expect(countSplits((await run({ ...uneven, bands })).events)).toBeGreaterThan(0);
  });

  it('gives nothing to a host in quarantine', async () => {
    const conduct = new Map([
      ['pi0', toyWorker({ ...good, random: () => 0.05 }, [])],
      ['pi1', toyWorker({ ...good, random: () => 0.5, failing: 1 }, [])],
      ['pi2', toyWorker({ ...good, random: () => 0.9 }, [])],
    ]);
    const pi2 = conduct.get('pi2')!;
    const worker: Worker = {
      ...pi2,
      attempt: (rows, host, ...rest) => conduct.get(host.name)!.attempt(rows, host, ...rest),
    };
    const bands = bandsOf(evenBands(800, 3));
    const { events } = await run({ ...uneven, hosts: 3, bands, options: { worker } });
    const quarantined = events.findIndex((event) => !isBand(event) && event.type === 'host');
    expect(quarantined).toBeGreaterThan(0);
    const later = events.slice(quarantined).filter(isBand);
    expect(later.filter(({ host, state }) => host === 'pi1' && state === 'started')).toEqual([]);
    expect(countSplits(events)).toBeGreaterThan(0);
  });

  it('never loses a row, and never has one twice, whatever workers do', async () => {
    const rate = fc.constantFrom(0, 0, 0.2, 0.7);
    const job = fc.record({
      seed: fc.nat(),
      hosts: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 1, max: 6 }),
      isNamed: fc.boolean(),
    });
    const conduct = fc.record({ failing: rate, refusing: rate, mute: rate, slowAnswers: rate });
    await fc.assert(
      fc.asyncProperty(job, conduct, async ({ seed, hosts, count, isNamed }, traits) => {
        const bands = bandsOf(evenBands(300, count), (i) => (isNamed ? `pi${i % hosts}` : null));
        const { events, published } = await run({
          traits: { ...traits, random: seeded(seed) },
          hosts,
          bands,
          height: 300,
        });
        let next = 1;
        for (const band of lastRecords(events)) {
          expect(band.first).toBe(next);
          expect(['ended', 'failed']).toContain(band.state);
          if (band.state === 'ended') expect(published).toContainEqual(rowsOf(band));
          next = band.last! + 1;
        }
        expect(next).toBe(301);
        if (traits.failing === 0)
          expect(lastRecords(events).every(({ state }) => state === 'ended')).toBe(true);
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});
