import { escapeControls, formatRows } from '@task-distributor/band';
import type { BandState, HostState, JobState } from '@task-distributor/history';

/** What a line about a host says: one for each band that the host has. */
export interface HostRow {
  readonly host: string;
  /** `151-300`; empty = none. */
  readonly rows: string;
  /** null = it has no band. */
  readonly percent: number | null;
  readonly rowsPerSecond: number | null;
  readonly status: HostStatus;
  /** Seconds until its band ends, as far as is known. */
  readonly seconds: number;
}

export type HostStatus = 'idle' | 'rendering' | 'sending' | 'retrying' | 'helping' | 'quarantined' | 'lost';

export function hostRows({ hosts }: Pick<JobState, 'hosts'>): HostRow[] {
  return [...hosts.values()].flatMap((host) => {
    const bands = [...host.bands];
    return bands.length === 0 ? [withoutBand(host)] : bands.map((band) => withBand(host, band, bands.length));
  });
}

function withBand(host: HostState, band: BandState, count: number): HostRow {
  const { rows, percent, phase } = band;
  const rowsPerSecond = host.rowsPerSecond === null ? null : host.rowsPerSecond / count;
  const left = rows === null ? 0 : ((rows.last - rows.first + 1) * (100 - percent)) / 100;
  return {
    host: escapeControls(host.name),
    rows: rows === null ? '' : formatRows(rows),
    percent: Math.floor(percent),
    rowsPerSecond: phase === 'sending' ? null : rowsPerSecond,
    status: phase === 'sending' || phase === 'retrying' ? phase : 'rendering',
    seconds: phase === 'sending' ? 0 : left / (rowsPerSecond || Number.EPSILON),
  };
}

function withoutBand({ name, phase, spells }: HostState): HostRow {
  const help = phase === 'rendering' ? spells.findLast(({ to }) => to === null) : undefined;
  return {
    host: escapeControls(name),
    rows: help === undefined ? '' : formatRows(help.rows),
    percent: null,
    rowsPerSecond: null,
    status: phase === 'rendering' ? 'helping' : phase,
    seconds: 0,
  };
}

/** The rows that are shown, in their order, and a count of the others. */
export interface ShownRows {
  readonly shown: readonly HostRow[];
  /** By status, the most frequent first. */
  readonly others: readonly (readonly [HostStatus, number])[];
}

/** If there are too many rows, idle hosts are only counted. Of the others, those with bands come first, and of those the ones whose bands end last. */
export function chooseRows(rows: readonly HostRow[], most: number): ShownRows {
  if (rows.length <= most) return { shown: rows, others: [] };
  const busy = rows.filter(({ status }) => status !== 'idle');
  const urgent = busy.sort((a, b) => rank(a) - rank(b) || b.seconds - a.seconds);
  // The last line is for the others.
  const chosen = new Set(urgent.slice(0, Math.max(0, most - 1)));
  const counts = new Map<HostStatus, number>();
  for (const row of rows) if (!chosen.has(row)) counts.set(row.status, (counts.get(row.status) ?? 0) + 1);
  return {
    shown: rows.filter((row) => chosen.has(row)),
    others: [...counts].sort(([, a], [, b]) => b - a),
  };
}

function rank({ percent, status }: HostRow): number {
  if (percent !== null) return 0;
  return status === 'helping' ? 1 : 2;
}
