import type { Rows } from '@task-distributor/band';
import type { ImageFacts, Run, Spell } from '../run.ts';
import { coversAll } from './run-of-lines.ts';

/** What a line of a lockfile says. */
export interface Finished {
  readonly host: string;
  /** null = not known, as in lines of the original's workers. */
  readonly rows: Rows | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * A run of which only its lockfile is left: who has finished what when.
 * @param listed the hosts of the plan, if they are known
 * @param opened milliseconds since the epoch; null = not known
 */
export function runOfFinished(
  finished: readonly Finished[],
  image: ImageFacts,
  { name, listed, opened }: { name: string; listed: readonly string[]; opened: number | null },
): Run {
  const spells = finished.map(({ host, rows, at }): Spell => {
    return { host, kind: 'attempt', rows, from: null, to: at, reason: null, attempt: 1, note: null };
  });
  const names = new Set([...listed, ...spells.map(({ host }) => host)]);
  const last = spells.reduce((most, { to }) => Math.max(most, to), 0);
  const hasRows = spells.every(({ rows }) => rows !== null) && image.height !== null;
  const isWhole = hasRows && coversAll(spells, image.height);
  return {
    name,
    image,
    hosts: { names: [...names], count: Math.max(1, names.size) },
    phases: { first: null, parallel: null, second: null },
    spells,
    span: opened === null || last < opened ? null : { from: opened, to: last },
    plan: null,
    state: hasRows && !isWhole ? 'unfinished' : 'unknown',
  };
}
