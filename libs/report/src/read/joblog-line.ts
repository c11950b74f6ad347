import { parseRows, type Rows } from '@task-distributor/band';
import type { Phases, PlanFacts, Spell } from '../run.ts';

/** A line of a joblog: docs/joblog.md. */
export type JoblogLine =
  | { readonly type: 'job'; readonly job: JobFacts }
  | { readonly type: 'spell'; readonly spell: Spell }
  | { readonly type: 'plan'; readonly plan: PlanFacts }
  | { readonly type: 'phases'; readonly phases: Phases }
  /** Of a later version. */
  | { readonly type: 'other' };

export interface JobFacts {
  readonly id: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly scene: string | null;
  readonly hosts: readonly string[];
  /** Milliseconds since the epoch. */
  readonly start: number | null;
}

/** @returns null for what is no line of a joblog */
export function decodeJoblogLine(line: string): JoblogLine | null {
  const facts = parse(line);
  if (facts === null) return null;
  const { type } = facts;
  if (type === undefined || type === 'blocks') {
    const spell = spellOf(facts);
    return spell && { type: 'spell', spell };
  }
  if (type === 'job') return { type, job: jobOf(facts) };
  if (type === 'plan') return { type, plan: planOf(facts) };
  if (type === 'phases') return { type, phases: phasesOf(facts) };
  return typeof type === 'string' ? { type: 'other' } : null;
}

type JsonFacts = Readonly<Record<string, unknown>>;

function parse(line: string): JsonFacts | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonFacts) : null;
  } catch {
    return null;
  }
}

function spellOf(facts: JsonFacts): Spell | null {
  const rows = typeof facts['band'] === 'string' ? parseRows(facts['band']) : null;
  const [host, from, to] = [text(facts['host']), moment(facts['start']), moment(facts['end'])];
  if (rows === null || host === null || from === null || to === null) return null;
  const blocks = text(facts['blocks']);
  return {
    host,
    kind: facts['type'] === 'blocks' ? 'blocks' : 'attempt',
    rows,
    from,
    to: Math.max(from, to),
    reason: text(facts['reason']),
    attempt: number(facts['attempt']) ?? 1,
    note: blocks === null ? cutNote(facts, rows) : `blocks ${blocks}`,
  };
}

function cutNote(facts: JsonFacts, rows: Rows): string | null {
  const cut = text(facts['cut']);
  return cut === null || parseRows(cut)?.last === rows.last ? null : `cut short, had rows ${cut}`;
}

function jobOf(facts: JsonFacts): JobFacts {
  const { hosts } = facts;
  return {
    id: text(facts['job']),
    width: count(facts['width']),
    height: count(facts['height']),
    scene: text(facts['scene']),
    hosts: Array.isArray(hosts) ? hosts.flatMap((host) => text(host) ?? []) : [],
    start: moment(facts['start']),
  };
}

function planOf(facts: JsonFacts): PlanFacts {
  return {
    cut: text(facts['cut']) ?? 'even',
    bands: number(facts['bands']) ?? 0,
    expected: number(facts['expected']),
    even: number(facts['even']),
    took: number(facts['seconds']),
  };
}

function phasesOf(facts: JsonFacts): Phases {
  return {
    first: number(facts['sequential1']),
    parallel: number(facts['parallel']),
    second: number(facts['sequential2']),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function count(value: unknown): number | null {
  const whole = number(value);
  return whole !== null && Number.isInteger(whole) && whole >= 1 ? whole : null;
}

function moment(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
