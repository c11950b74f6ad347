import type { Report, RunReport } from '../report.ts';
import { secondsOf, type Spell } from '../run.ts';
import { rounded } from './csv.ts';

/** All that a report has, for programs. Times are ISO 8601. */
export function jsonOf({ runs, series, average }: Report): string {
  const facts = { version: 1, average, series, runs: runs.map(runFacts) };
  const round = (_: string, value: unknown): unknown => (typeof value === 'number' ? rounded(value) : value);
  return `${JSON.stringify(facts, round, 2)}\n`;
}

function runFacts({ run, hosts }: RunReport): object {
  const { name, image, phases, span, plan, state, spells } = run;
  return {
    name,
    state,
    image,
    hostCount: run.hosts.count,
    seconds: secondsOf(run),
    phases,
    parallelFrom: span && moment(span.from),
    parallelTo: span && moment(span.to),
    plan,
    hosts,
    work: spells.map(spellFacts),
  };
}

function spellFacts({ from, to, ...facts }: Spell): object {
  return { ...facts, from: moment(from), to: moment(to) };
}

function moment(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
