import { basename } from 'node:path';
import { hostNameOf } from '@task-distributor/band';
import {
  formatRemaining,
  type HostState,
  type Pause,
  remaining,
  type Spell,
} from '@task-distributor/history';
import type {
  Phase,
  ShownBand,
  ShownHost,
  ShownJob,
  ShownProgress,
  ShownSpell,
  Snapshot,
} from '../snapshot.ts';
import { longestLog, type WatchedJob } from './watched-job.ts';

/** The snapshot where no job has been seen. */
export function emptySnapshot(folder: string): Snapshot {
  return {
    job: {
      id: '',
      phase: 'waiting',
      title: 'No job yet',
      folder,
      image: null,
      small: null,
      note: 'This page shows the first job that is opened in the folder.',
    },
    progress: {
      percent: 0,
      bands: 0,
      bandsDone: 0,
      bandsFailed: 0,
      opened: null,
      ended: null,
      remaining: null,
    },
    bands: [],
    hosts: [],
    log: [],
    pictures: { probe: null, previews: [] },
  };
}

/** @param id another one for another job */
export function snapshotOf(job: WatchedJob, id: string, phase: Phase, now: number): Snapshot {
  const { state, log, images } = job;
  const isOver = !['running', 'open'].includes(phase);
  const progress = progressOf(job, phase, isOver, now);
  return {
    job: shownJob(job, id, phase),
    progress,
    bands: bandsOf(job),
    hosts: [...state.hosts.values()].map((host) => hostOf(host, state.pauses, progress.ended)),
    log: log.toSorted((a, b) => b.at - a.at).slice(0, longestLog),
    pictures: images.shown,
  };
}

function shownJob({ file, folder, size, picture, hasLog }: WatchedJob, id: string, phase: Phase): ShownJob {
  const image = size && { width: size.width, height: size.height };
  const title = file === null ? 'A job of scripts' : basename(file.scene);
  return {
    id,
    phase,
    title,
    folder,
    image,
    small: picture.picture?.size ?? null,
    note: noteOf(file !== null, hasLog, phase),
  };
}

function noteOf(hasFile: boolean, hasLog: boolean, phase: Phase): string | null {
  if (!hasFile)
    return phase === 'finished'
      ? 'Scripts had opened this job. Its lockfile is gone, so it is over.'
      : 'Scripts have opened this job: it does not say how many parts there will be, nor when it is over.';
  return hasLog ? null : 'This job has no log: what is shown comes from its parts.';
}

function progressOf(job: WatchedJob, phase: Phase, isOver: boolean, now: number): ShownProgress {
  const { state, lastAt } = job;
  const { bands, bandsDone, bandsFailed } = state.totals;
  const rest = phase === 'running' ? remaining(state, now) : null;
  return {
    percent: percentOf(job, phase),
    bands,
    bandsDone,
    bandsFailed,
    opened: state.opened === null ? null : withoutPauses(state.opened, state.pauses),
    ended: isOver ? (state.ended ?? lastAt) : null,
    remaining: rest === null ? null : formatRemaining(rest),
  };
}

function percentOf({ file, state, size, found }: WatchedJob, phase: Phase): number | null {
  if (phase === 'finished') return 100;
  if (file === null) return null;
  const rows = Math.max(state.totals.rowsDone, found.size);
  return size === null ? 0 : Math.floor(Math.min(1000, (1000 * rows) / size.height)) / 10;
}

function bandsOf({ state }: WatchedJob): ShownBand[] {
  const shown: ShownBand[] = [];
  for (const { rows, host, phase, percent } of state.bands.values()) {
    if (rows === null) continue;
    const name = host === null ? null : hostNameOf(host);
    shown.push({ ...rows, host: name, phase, percent: Math.round(percent) });
  }
  return shown;
}

/** @param over when all work has ended, if it has */
function hostOf(
  { name, phase, rowsDone, rowsPerSecond, spells }: HostState,
  pauses: readonly Pause[],
  over: number | null,
): ShownHost {
  return {
    name: hostNameOf(name),
    phase: over === null ? phase : phase === 'lost' || phase === 'quarantined' ? phase : 'idle',
    rowsDone,
    rowsPerSecond: rowsPerSecond === null ? null : Number(rowsPerSecond.toPrecision(2)),
    spells: spells.map((spell) => spellOf(spell, pauses, over)),
  };
}

/** Moves a time up to where the job goes on without pauses. */
function withoutPauses(at: number, pauses: readonly Pause[]): number {
  return pauses.reduce((moved, { from, to }) => moved + Math.max(0, to - Math.max(at, from)), at);
}

function spellOf(spell: Spell, pauses: readonly Pause[], over: number | null): ShownSpell {
  const { rows, kind, attempt, from, to, outcome, reason } = spell;
  const isCut = to === null && over !== null;
  return {
    ...rows,
    kind,
    attempt,
    from: withoutPauses(from, pauses),
    to: isCut ? over : to === null ? null : withoutPauses(to, pauses),
    outcome: isCut ? 'stopped' : outcome,
    reason,
  };
}
