import type { Run, Span, Spell } from './run.ts';

/** What a host has done in a run. */
export interface HostReport {
  readonly host: string;
  /** Bands that it has finished, and their rows; null = rows not known. */
  readonly bands: number;
  readonly rows: number | null;
  /** Failed ones included. */
  readonly attempts: number;
  readonly failures: number;
  /** How many times it has rendered blocks for another host. */
  readonly helps: number;
  /** Of all its work; null = not known. */
  readonly seconds: number | null;
  /** null = not known. */
  readonly idle: Idle | null;
}

/** Time in the parallel part in which a host had nothing to do. */
export interface Idle {
  readonly seconds: number;
  /** From 0 to 1. */
  readonly share: number;
}

/** For each host, in the order of the list. */
export function hostReports({ hosts, spells, span }: Run): HostReport[] {
  const byHost = new Map<string, Spell[]>(hosts.names.map((name) => [name, []]));
  for (const spell of spells) byHost.get(spell.host)?.push(spell);
  return [...byHost].map(([host, own]) => hostReport(host, own, span));
}

function hostReport(host: string, spells: readonly Spell[], span: Span | null): HostReport {
  const attempts = spells.filter(({ kind }) => kind === 'attempt');
  const finished = attempts.filter(({ reason }) => reason === null);
  return {
    host,
    bands: finished.length,
    rows: sumOrNull(finished.map(({ rows }) => rows && rows.last - rows.first + 1)),
    attempts: attempts.length,
    failures: spells.filter(({ reason }) => reason !== null).length,
    helps: spells.length - attempts.length,
    seconds: sumOrNull(spells.map(({ from, to }) => (from === null ? null : (to - from) / 1_000))),
    idle: span === null ? null : idleIn(span, spells),
  };
}

function idleIn(span: Span, spells: readonly Spell[]): Idle | null {
  const length = (span.to - span.from) / 1_000;
  const busy = busySeconds(span, spells);
  if (busy === null) return null;
  const seconds = Math.max(0, length - busy);
  return { seconds, share: length > 0 ? seconds / length : 0 };
}

/** In which at least one of the spells lies. */
function busySeconds(span: Span, spells: readonly Spell[]): number | null {
  const sorted = [...spells].sort((a, b) => (a.from ?? 0) - (b.from ?? 0));
  let [busy, until] = [0, span.from];
  for (const { from, to } of sorted) {
    if (from === null) return null;
    const end = Math.min(to, span.to);
    busy += Math.max(0, end - Math.max(from, until));
    until = Math.max(until, end);
  }
  return busy / 1_000;
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}
