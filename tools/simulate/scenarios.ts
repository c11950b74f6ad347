import type { CostMap } from '@task-distributor/partition';
import { estimated } from './estimated.ts';
import { Picture } from './picture.ts';
import type { Launch, Scenario } from './scenario.ts';
import { randomNumbers } from './random.ts';
import { SimulatedHost, type SpeedChange } from './simulated-host.ts';

/** A kind of job, for any scene. */
export interface JobKind {
  readonly name: string;
  scenario(map: CostMap): Scenario;
}

/** Kinds of jobs that differ in one thing. */
export interface JobGroup {
  readonly name: string;
  readonly title: string;
  /** Whether the kinds are values of one thing. */
  readonly hasLines: boolean;
  readonly kinds: readonly JobKind[];
}

interface Settings {
  readonly hosts: readonly SimulatedHost[];
  /** How long all hosts would work if none were ever idle. */
  readonly secondsEach: number;
  readonly launch: Launch;
  readonly height: number;
  /** Whether a band has to lie on the picture's block grid. */
  readonly isAligned: boolean;
}

const blockRows = 32;
/** Of all random numbers. */
const seed = 7;

const usual: Settings = {
  hosts: equal(8),
  secondsEach: 60,
  launch: { seconds: 0.5, parseWork: 0.2 },
  height: 2_400,
  isAligned: true,
};

export const groups: readonly JobGroup[] = [
  {
    name: 'hosts',
    title: 'hosts, all equal',
    hasLines: true,
    kinds: [2, 4, 8, 16, 32, 64, 128, 512, 2_048, 4_096].map((count) =>
      kind(`${count}`, { hosts: equal(count), height: 21_600, isAligned: false }),
    ),
  },
  {
    name: 'length',
    title: 'eight hosts, seconds of work for each',
    hasLines: true,
    kinds: [3, 10, 30, 100, 300, 1_000, 3_000].map((secondsEach) =>
      kind(`${secondsEach} s`, { secondsEach }),
    ),
  },
  {
    name: 'launch',
    title: 'eight hosts, seconds of launch and parsing',
    hasLines: true,
    kinds: [0.05, 0.2, 0.7, 2, 6, 20, 60].map((seconds) =>
      kind(`${seconds} s`, {
        launch: { seconds: Math.min(0.5, seconds), parseWork: Math.max(0, seconds - 0.5) },
      }),
    ),
  },
  {
    name: 'kinds',
    title: 'eight hosts',
    hasLines: false,
    kinds: [
      kind('equal', {}),
      kind('four of speed 3, four of speed 1, weights given', { hosts: unequal((speed) => speed) }),
      kind('the same, weights not given', { hosts: unequal(() => 1) }),
      kind('speeds change at random every ten seconds', { hosts: changing(8) }),
      kind('one becomes ten times slower after 20 s', { hosts: withOne([at(0, 1), at(20, 0.1)]) }),
      kind('one dies after 30 s', { hosts: withOne([at(0, 1), at(30, 0)]) }),
      kind('one dies after 15 s and is back after 40 s', {
        hosts: withOne([at(0, 1), at(15, 0), at(40, 1)]),
      }),
      kind('four join after 30 s', { hosts: late(4, 30) }),
    ],
  },
];

function kind(name: string, changes: Partial<Settings>): JobKind {
  const { hosts, secondsEach, launch, height, isAligned } = { ...usual, ...changes };
  const work = hosts.reduce((sum, host) => sum + host.workBetween(host.from, secondsEach), 0);
  return {
    name,
    scenario: (map) => {
      const picture = new Picture(map, { height, seconds: work, blockRows, isAligned });
      return { picture, hosts, launch, estimate: estimated(picture, seed) };
    },
  };
}

function equal(count: number): SimulatedHost[] {
  return Array.from({ length: count }, (_, i) => host(i, [at(0, 1)]));
}

function unequal(weightOf: (speed: number) => number): SimulatedHost[] {
  return [3, 3, 3, 3, 1, 1, 1, 1].map((speed, i) => host(i, [at(0, speed)], { weight: weightOf(speed) }));
}

function withOne(speeds: readonly SpeedChange[]): SimulatedHost[] {
  return [...equal(7), host(7, speeds)];
}

function late(count: number, from: number): SimulatedHost[] {
  return equal(8).map((each, i) => (i < 8 - count ? each : host(i, [at(0, 1)], { from })));
}

/** Speeds from 0.2 to 1. */
function changing(count: number): SimulatedHost[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (_, i) =>
    host(
      i,
      Array.from({ length: 100 }, (_, step) => at(10 * step, 0.2 + 0.8 * random())),
    ),
  );
}

function host(
  index: number,
  speeds: readonly SpeedChange[],
  { weight = 1, from = 0 }: { weight?: number; from?: number } = {},
): SimulatedHost {
  return new SimulatedHost({ name: `host${index}`, weight, from, speeds });
}

function at(time: number, speed: number): SpeedChange {
  return { at: time, speed };
}
