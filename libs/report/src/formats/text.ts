import { escapeControls } from '@task-distributor/band';
import { comparesRuns, type Report, type RunReport } from '../report.ts';
import { type Column, hostColumns, seriesColumns } from './columns.ts';
import { notesOnRun, notesOnSeries, titleOfRun, titleOfSeries } from './sentences.ts';

/** For a terminal: a page for one run, or the comparison of several. */
export function textOf(report: Report): string {
  const paragraphs = comparesRuns(report) ? comparison(report) : report.runs.flatMap(pageOfRun);
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function comparison(report: Report): string[][] {
  return [
    ...report.series.map((series) => [titleOfSeries(series), ...table(seriesColumns, series.points)]),
    notesOnSeries(report),
  ];
}

function pageOfRun(report: RunReport): string[][] {
  const { run, hosts } = report;
  const notes = notesOnRun(report);
  return [
    [titleOfRun(run)],
    ...(notes.length === 0 ? [] : [notes]),
    ...(hosts.length === 0 ? [] : [table(hostColumns, hosts)]),
  ];
}

/** The first column is aligned to the left, all others to the right. */
function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = columns.map(({ title, cell }) => [title, ...rows.map((row) => escapeControls(cell(row)))]);
  const widths = cells.map((column) => column.reduce((most, { length }) => Math.max(most, length), 0));
  return ['', ...rows].map((_, i) =>
    cells
      .map((column, j) => (j === 0 ? column[i]!.padEnd(widths[j]!) : column[i]!.padStart(widths[j]!)))
      .join('  ')
      .trimEnd(),
  );
}
