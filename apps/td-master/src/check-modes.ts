import { relative } from 'node:path';
import { type Settings, UsageError } from '@task-distributor/cli';
import { checkReportFile } from './report/check-report-file.ts';

/** @throws UsageError, InputError for settings that ask for two things at once; TdError for a report that cannot be written */
export function checkModes(settings: Settings<'td-master'>): void {
  const [mode, second] = modesOf(settings);
  if (mode !== undefined && second !== undefined) throw both(mode, second);
  checkReports(settings, mode);
}

/** What td-master is asked to do instead of running the job once. */
function modesOf({ values }: Settings<'td-master'>): string[] {
  const { printPipeline, dryRun, check, bench } = values;
  const modes = {
    '--print-pipeline': printPipeline,
    '--check': check,
    '--dry-run': dryRun,
    '--bench': bench !== null,
  };
  return Object.entries(modes).flatMap(([option, isGiven]) => (isGiven ? [option] : []));
}

function checkReports({ values, sources }: Settings<'td-master'>, mode: string | undefined): void {
  const { report, bench, runs, benchLogs, nodes, resume } = values;
  if (report !== null && mode !== undefined && bench === null) throw both(mode, '--report');
  if (report !== null) {
    const isMade = (folder: string): boolean => benchLogs !== null && contains(folder, benchLogs);
    checkReportFile('--report', report, isMade);
  }
  if (bench === null) {
    if (runs !== null) throw new UsageError('Expected --bench N,N,... with --runs, got none');
    if (benchLogs !== null) throw new UsageError('Expected --bench N,N,... with --bench-logs, got none');
    return;
  }
  if (resume) throw both('--resume', '--bench');
  if (nodes !== null) throw both('-n', '--bench');
  // Those from the environment are for jobs that run once.
  if (sources.joblog === 'command line') throw both('--joblog', '--bench');
  if (sources.progressStyle === 'command line') throw both('--progress', '--bench');
}

/** Whether a path is the folder, or below it. */
function contains(folder: string, path: string): boolean {
  return !/^\.\.(?:\/|$)/.test(relative(folder, path));
}

function both(one: string, other: string): UsageError {
  return new UsageError(`Expected ${one} or ${other}, got both`);
}
