import { type HostReport, hostReports } from './host-report.ts';
import type { Run } from './run.ts';
import { type RunOfSet, type Series, seriesOf } from './series.ts';
import type { Average } from './statistics.ts';

export interface Report {
  readonly runs: readonly RunReport[];
  readonly series: readonly Series[];
  readonly average: Average;
}

export interface RunReport {
  readonly run: Run;
  readonly hosts: readonly HostReport[];
}

export function reportOf(runs: readonly RunOfSet[], average: Average): Report {
  return {
    runs: runs.map(({ run }) => ({ run, hosts: hostReports(run) })),
    series: seriesOf(runs, average),
    average,
  };
}

/** Whether the runs say something together that none says alone. */
export function comparesRuns({ runs }: Report): boolean {
  return runs.length > 1;
}
