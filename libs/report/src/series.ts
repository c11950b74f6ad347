import { describeImage, type ImageFacts, type Phases, type Run, secondsOf } from './run.ts';
import { type Average, averageOf, efficiencyOf, serialFractionOf } from './statistics.ts';

/** Runs of the same image with different numbers of hosts. */
export interface Series {
  /** What its runs were read from; '' = one place for all. */
  readonly set: string;
  readonly image: ImageFacts;
  /** By number of hosts. */
  readonly points: readonly Point[];
}

/** The runs with one number of hosts. */
export interface Point {
  readonly hosts: number;
  readonly runs: number;
  /** Averages, in seconds. */
  readonly phases: Phases;
  /** Average of the whole runs. */
  readonly seconds: number;
  /** null = there is no run with one host. */
  readonly speedup: number | null;
  readonly efficiency: number | null;
  readonly serialFraction: number | null;
}

/** A run of a set, such as all files of a folder. */
export interface RunOfSet {
  readonly set: string;
  readonly run: Run;
}

/** Only whole runs count. Sets and images come in the order in which they were read; sizes, from small to large. */
export function seriesOf(runs: readonly RunOfSet[], average: Average): Series[] {
  const whole = runs.filter(({ run }) => run.state === 'whole' && secondsOf(run) !== null);
  const bySet = groupBy(whole, ({ set }) => set);
  return [...bySet].flatMap(([set, ofSet]) => {
    const byImage = groupBy(ofSet, ({ run }) => describeImage(run.image));
    return [...byImage.values()]
      .map((group) => group.map(({ run }) => run))
      .sort(([a], [b]) => pixels(a!) - pixels(b!))
      .map((group) => ({ set, image: group[0]!.image, points: pointsOf(group, average) }));
  });
}

function pointsOf(runs: readonly Run[], average: Average): Point[] {
  const byHosts = [...groupBy(runs, ({ hosts }) => hosts.count)].sort(([a], [b]) => a - b);
  const secondsOfGroup = (group: readonly Run[]) =>
    averageOf(
      group.map((run) => secondsOf(run)!),
      average,
    );
  const base = byHosts.find(([hosts]) => hosts === 1);
  const single = base === undefined ? null : secondsOfGroup(base[1]);
  return byHosts.map(([hosts, group]) => {
    const seconds = secondsOfGroup(group);
    const speedup = single === null || seconds === 0 ? null : single / seconds;
    return {
      hosts,
      runs: group.length,
      phases: phasesOf(group, average),
      seconds,
      speedup,
      efficiency: speedup === null ? null : efficiencyOf(speedup, hosts),
      serialFraction: speedup === null ? null : serialFractionOf(speedup, hosts),
    };
  });
}

function phasesOf(runs: readonly Run[], average: Average): Phases {
  const of = (name: keyof Phases): number | null => {
    const values = runs.flatMap(({ phases }) => phases[name] ?? []);
    return values.length === 0 ? null : averageOf(values, average);
  };
  return { first: of('first'), parallel: of('parallel'), second: of('second') };
}

function pixels({ image: { width, height } }: Run): number {
  return (width ?? 0) * (height ?? 0);
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
