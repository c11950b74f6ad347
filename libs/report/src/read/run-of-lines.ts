import { basename } from 'node:path';
import type { ImageFacts, Phases, Run, RunState, Span, Spell } from '../run.ts';
import type { JobFacts, JoblogLine } from './joblog-line.ts';

/** The lines of a joblog about one job. */
export interface JoblogPart {
  readonly lines: readonly JoblogLine[];
  /** How many times the job was begun or resumed. */
  readonly starts: number;
}

/** Where older joblogs do not say something, it is derived from their attempts. */
export function runOfLines({ lines, starts }: JoblogPart, name: string): Run {
  const jobs = lines.flatMap((line) => (line.type === 'job' ? [line.job] : []));
  const spells = lines.flatMap((line) => (line.type === 'spell' ? [line.spell] : []));
  const plans = lines.flatMap((line) => (line.type === 'plan' ? [line.plan] : []));
  const measured = lines.flatMap((line) => (line.type === 'phases' ? [line.phases] : [])).at(-1) ?? null;
  const image = imageOf(jobs.at(-1) ?? null, spells);
  const span = starts > 1 ? spanOf(spells, null, null) : spanOf(spells, jobs[0] ?? null, measured);
  const isComplete = coversAll(spells, image.height);
  const isThere = isComplete || measured?.second != null;
  const state: RunState = !isThere ? 'unfinished' : starts > 1 || !isComplete ? 'resumed' : 'whole';
  return {
    name,
    image,
    hosts: hostsOf(jobs, spells),
    phases: starts > 1 ? unknown : (measured ?? { ...unknown, parallel: secondsIn(span) }),
    spells,
    span,
    plan: starts > 1 ? null : (plans.at(-1) ?? null),
    state,
  };
}

const unknown: Phases = { first: null, parallel: null, second: null };

function imageOf(job: JobFacts | null, spells: readonly Spell[]): ImageFacts {
  const lowest = spells.reduce((last, { rows }) => Math.max(last, rows?.last ?? 0), 0);
  return {
    width: job?.width ?? null,
    height: job?.height ?? (lowest === 0 ? null : lowest),
    scene: job?.scene == null ? null : basename(job.scene),
  };
}

function hostsOf(jobs: readonly JobFacts[], spells: readonly Spell[]): Run['hosts'] {
  const listed = new Set(jobs.flatMap(({ hosts }) => hosts));
  const names = new Set([...listed, ...spells.map(({ host }) => host)]);
  const count = jobs.length === 0 ? names.size : listed.size;
  return { names: [...names], count: Math.max(1, count) };
}

function spanOf(spells: readonly Spell[], job: JobFacts | null, phases: Phases | null): Span | null {
  const starts = spells.flatMap(({ from }) => from ?? []);
  const ends = spells.map(({ to }) => to);
  const from = job?.start ?? (starts.length === 0 ? null : smallest(starts));
  if (from === null) return null;
  const parallel = phases?.parallel ?? null;
  if (parallel !== null) return { from, to: from + parallel * 1_000 };
  return ends.length === 0 ? null : { from, to: largest(ends) };
}

function secondsIn(span: Span | null): number | null {
  return span === null ? null : (span.to - span.from) / 1_000;
}

/** Whether each row is in a band that has succeeded. */
export function coversAll(spells: readonly Spell[], height: number | null): boolean {
  if (height === null) return false;
  const done = spells.filter(({ kind, reason }) => kind === 'attempt' && reason === null);
  const sorted = done.flatMap(({ rows }) => rows ?? []).sort((a, b) => a.first - b.first);
  let next = 1;
  for (const { first, last } of sorted) if (first <= next) next = Math.max(next, last + 1);
  return next > height;
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value));
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value));
}
