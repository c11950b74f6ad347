import type { Outcome } from './run-sequence.ts';
import type { Setting } from './settings.ts';

/** What has come of the sequences of each setting. */
export class Tally {
  readonly #outcomes = new Map<string, Outcome[]>();

  constructor(settings: readonly Setting[]) {
    for (const { name } of settings) this.#outcomes.set(name, []);
  }

  add({ name }: Setting, outcome: Outcome): void {
    this.#outcomes.get(name)!.push(outcome);
  }

  /** The first row has the heads of the columns. */
  get rows(): string[][] {
    const all = [...this.#outcomes.values()].flat();
    const rows = [...this.#outcomes].map(([name, outcomes]) => rowOf(name, outcomes));
    return [heads, ...rows, rowOf('all', all)];
  }
}

function rowOf(name: string, outcomes: readonly Outcome[]): string[] {
  const sum = (value: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + value(outcome), 0);
  const counts = [
    outcomes.length,
    sum(({ runs }) => runs),
    sum(({ splitRows }) => splitRows.length),
    sum(({ shared }) => shared),
    sum(({ continued }) => continued),
    sum(({ statesLeft }) => statesLeft),
    sum(({ problem }) => (problem === null ? 0 : 1)),
    sum(({ pixels }) => pixels),
  ];
  return [name, ...counts.map(String)];
}

const heads = [
  'setting',
  'sequences',
  'runs',
  'splits',
  'shared',
  'continued',
  'states left',
  'failed',
  'pixels different',
];
