import type { HostReport } from '../host-report.ts';
import { comparesRuns, type Report } from '../report.ts';
import type { Run } from '../run.ts';
import type { Point, Series } from '../series.ts';
import { parallelShare } from './columns.ts';

/** One table: RFC 4180, but with line ends of this system. Seconds, and shares from 0 to 1; empty = not known. */
export function csvOf(report: Report): string {
  return comparesRuns(report) ? seriesTable(report) : hostTable(report);
}

type Field = string | number | null;
type Columns<Row> = readonly (readonly [title: string, value: (row: Row) => Field])[];

interface HostOfRun {
  readonly run: Run;
  readonly host: HostReport;
}

const hostColumns: Columns<HostOfRun> = [
  ['run', ({ run }) => run.name],
  ['width', ({ run }) => run.image.width],
  ['height', ({ run }) => run.image.height],
  ['scene', ({ run }) => run.image.scene],
  ['host', ({ host }) => host.host],
  ['bands', ({ host }) => host.bands],
  ['rows', ({ host }) => host.rows],
  ['attempts', ({ host }) => host.attempts],
  ['failures', ({ host }) => host.failures],
  ['helps', ({ host }) => host.helps],
  ['work_seconds', ({ host }) => host.seconds],
  ['idle_seconds', ({ host: { idle } }) => idle && idle.seconds],
  ['idle_share', ({ host: { idle } }) => idle && idle.share],
];

function hostTable({ runs }: Report): string {
  return tableOf(
    hostColumns,
    runs.flatMap(({ run, hosts }) => hosts.map((host) => ({ run, host }))),
  );
}

interface PointOfSeries {
  readonly series: Series;
  readonly point: Point;
}

const seriesColumns: Columns<PointOfSeries> = [
  ['set', ({ series }) => series.set],
  ['width', ({ series }) => series.image.width],
  ['height', ({ series }) => series.image.height],
  ['scene', ({ series }) => series.image.scene],
  ['hosts', ({ point }) => point.hosts],
  ['runs', ({ point }) => point.runs],
  ['sequential1_seconds', ({ point }) => point.phases.first],
  ['parallel_seconds', ({ point }) => point.phases.parallel],
  ['sequential2_seconds', ({ point }) => point.phases.second],
  ['total_seconds', ({ point }) => point.seconds],
  ['parallel_share', ({ point }) => parallelShare(point)],
  ['speedup', ({ point }) => point.speedup],
  ['efficiency', ({ point }) => point.efficiency],
  ['serial_fraction', ({ point }) => point.serialFraction],
];

function seriesTable({ series }: Report): string {
  return tableOf(
    seriesColumns,
    series.flatMap((each) => each.points.map((point) => ({ series: each, point }))),
  );
}

function tableOf<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const lines = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, value]) => field(value(row)))),
  ];
  return lines.map((line) => `${line.join(',')}\n`).join('');
}

function field(value: Field): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(rounded(value));
  // A spreadsheet would calculate what begins like a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** To six digits after the point. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}
