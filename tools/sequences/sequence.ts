import { randomNumbers } from '../simulate/random.ts';
import { type Setting, settings } from './settings.ts';

/** What happens to an attempt, one step after the other. */
export interface Step {
  /**
   * - cut: the worker is asked to end its band
   * - held-cut: the same, while POV-Ray is stopped at its first block
   * - kill-renderer, kill-worker: kill -9
   * - lose: the worker goes on, but the master hears no more of it
   * - hold: POV-Ray is stopped at its first block, and stays so
   */
  readonly kind: 'cut' | 'held-cut' | 'kill-renderer' | 'kill-worker' | 'lose' | 'hold';
  /** Since the step before. */
  readonly afterMs: number;
  /** Where to cut, as a share of the band's rows. */
  readonly at: number;
}

/** How td-master ends before it is done. */
export interface MasterEnd {
  readonly by: 'SIGINT' | 'SIGKILL';
  readonly afterMs: number;
  /** Of how many attempts POV-Ray has to be held before. */
  readonly held: number;
  /** Whether the next td-master waits until all workers have ended. */
  readonly settles: boolean;
}

/** One run of td-master. */
export interface Round {
  /** For each attempt, in the order in which they start. Those after them are left alone. */
  readonly attempts: readonly (readonly Step[])[];
  /** null = it runs to its end. */
  readonly end: MasterEnd | null;
}

export interface Sequence {
  readonly setting: Setting;
  readonly schedule: string;
  readonly bands: number;
  readonly hosts: number;
  readonly keepState: boolean;
  /** Whether hosts know from the start how POV-Ray makes samples of the floats in its state file. */
  readonly knowsTransfer: boolean;
  /** All but the first continue the job. */
  readonly rounds: readonly Round[];
}

/** The names of its hosts. */
export function hostsOf({ hosts }: Pick<Sequence, 'hosts'>): string[] {
  return Array.from({ length: hosts }, (_, i) => `h${i + 1}`);
}

/** @param seed the same one gives the same sequence */
export function randomSequence(seed: number): Sequence {
  // The first numbers of neighbouring seeds are much alike.
  const random = randomNumbers(seed * 7_919 + 13);
  const below = (count: number): number => Math.floor(random() * count);
  const oneOf = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const list = <Value>(length: number, make: () => Value): Value[] => Array.from({ length }, make);
  const step = (kinds: readonly Step['kind'][]): Step => ({
    kind: oneOf(kinds),
    afterMs: below(longestWaitMs),
    at: random(),
  });
  const attempts = (kinds: readonly Step['kind'][]) =>
    list(disturbedAttempts, () => list(below(4), () => step(kinds)));
  const end = (): MasterEnd => ({
    by: oneOf(['SIGINT', 'SIGKILL']),
    afterMs: 600 + below(3_000),
    held: 0,
    settles: random() < 0.5,
  });
  random();
  return {
    setting: settings[seed % settings.length]!,
    schedule: oneOf(['auto', 'even', 'cost']),
    bands: 1 + below(4),
    hosts: 1 + below(3),
    keepState: random() < 0.5,
    // All settings come with and without it.
    knowsTransfer: Math.floor(seed / settings.length) % 2 === 0,
    rounds: [
      ...list(below(4), () => ({ attempts: attempts(allKinds), end: random() < 0.8 ? end() : null })),
      { attempts: attempts(cuts), end: null },
    ],
  };
}

/** A job of one band that is cut at every row of blocks. */
export function everyBlockRow(setting: Setting, knowsTransfer: boolean): Sequence {
  const step: Step = { kind: 'held-cut', afterMs: 0, at: 0 };
  const attempts = Array.from({ length: 100 }, () => [step]);
  const rounds = [{ attempts, end: null }];
  return { setting, schedule: 'even', bands: 1, hosts: 3, keepState: false, knowsTransfer, rounds };
}

const cuts = ['cut', 'held-cut'] as const;
/** Those that come more than once are more likely. */
const allKinds = [...cuts, ...cuts, 'kill-renderer', 'kill-renderer', 'kill-worker', 'lose'] as const;
const disturbedAttempts = 12;
const longestWaitMs = 1_200;
