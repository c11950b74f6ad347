import type { HostReport } from '../host-report.ts';
import type { Point } from '../series.ts';
import { shownNumber, shownPercent, shownSeconds } from './numbers.ts';

/** A column of a table for people. All but the first of a table are aligned to the right. */
export interface Column<Row> {
  readonly title: string;
  cell(row: Row): string;
}

export const hostColumns: readonly Column<HostReport>[] = [
  { title: 'host', cell: ({ host }) => host },
  { title: 'bands', cell: ({ bands }) => String(bands) },
  { title: 'rows', cell: ({ rows }) => shownNumber(rows, 0) },
  { title: 'attempts', cell: ({ attempts }) => String(attempts) },
  { title: 'failures', cell: ({ failures }) => String(failures) },
  { title: 'helps', cell: ({ helps }) => String(helps) },
  { title: 'work s', cell: ({ seconds }) => shownSeconds(seconds) },
  { title: 'idle s', cell: ({ idle }) => shownSeconds(idle && idle.seconds) },
  { title: 'idle', cell: ({ idle }) => shownPercent(idle && idle.share) },
];

export const seriesColumns: readonly Column<Point>[] = [
  { title: 'hosts', cell: ({ hosts }) => String(hosts) },
  { title: 'runs', cell: ({ runs }) => String(runs) },
  { title: '1st seq. s', cell: ({ phases }) => shownSeconds(phases.first) },
  { title: 'parallel s', cell: ({ phases }) => shownSeconds(phases.parallel) },
  { title: '2nd seq. s', cell: ({ phases }) => shownSeconds(phases.second) },
  { title: 'total s', cell: ({ seconds }) => shownSeconds(seconds) },
  { title: 'parallel', cell: (point) => shownPercent(parallelShare(point)) },
  { title: 'speedup', cell: ({ speedup }) => shownNumber(speedup, 2) },
  { title: 'efficiency', cell: ({ efficiency }) => shownPercent(efficiency) },
  { title: 'serial fraction', cell: ({ serialFraction }) => shownNumber(serialFraction, 3) },
];

/** Of the whole time; null = not known. */
export function parallelShare({ phases: { parallel }, seconds }: Point): number | null {
  return parallel === null || seconds === 0 ? null : parallel / seconds;
}
