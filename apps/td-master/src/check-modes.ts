import { type Settings, UsageError } from '@task-distributor/cli';
import { checkedFormat } from './report/write-report.ts';

/** @throws UsageError, InputError for settings that ask for two things at once */
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
  if (report !== null) checkedFormat('--report', report);
  if (report !== null && mode !== undefined && bench === null) throw both(mode, '--report');
  if (bench === null) {
    if (runs !== null) throw new UsageError('Expected --bench N,N,... with --runs, got none');
    if (benchLogs !== null) throw new UsageError('Expected --bench N,N,... with --bench-logs, got none');
    return;
  }
  if (resume) throw both('--resume', '--bench');
  if (nodes !== null) throw both('-n', '--bench');
  // One from the environment is for jobs that run once.
  if (sources.joblog === 'command line') throw both('--joblog', '--bench');
}

function both(one: string, other: string): UsageError {
  return new UsageError(`Expected ${one} or ${other}, got both`);
}
