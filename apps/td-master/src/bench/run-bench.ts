import { join, resolve } from 'node:path';
import { errorCode, errorMessage, makeFolders, TdError } from '@task-distributor/band';
import { Outputs, progressView, type Settings, type TdContext, UsageError } from '@task-distributor/cli';
import type { ListedHost } from '@task-distributor/remote';
import { reportOf, textOf } from '@task-distributor/report';
import { checkFolderIsSeen } from '@task-distributor/work';
import { folderForOneRun } from '../job-folder.ts';
import { originalDate } from '../master-defaults.ts';
import { prepareJob } from '../prepare-job.ts';
import { readRuns } from '../report/read-runs.ts';
import { writeReport } from '../report/write-report.ts';
import { runJob } from '../run-job.ts';
import { BenchLog, freeStem } from './bench-log.ts';
import { type FinishedRun, runLine } from './run-line.ts';

/** A series of runs of one job, with different numbers of hosts. */
export interface Bench {
  readonly settings: Settings<'td-master'>;
  readonly counts: readonly number[];
  readonly listed: readonly ListedHost[];
  /** The renderer's, after `--`. */
  readonly options: readonly string[];
}

type BenchContext = Pick<TdContext, 'stdout' | 'stderr' | 'signal'>;

/**
 * Runs the job with each number of hosts in turn, again and again, so that whatever changes on the machines meanwhile touches all
 * numbers alike. Ends with a report about all runs in the folder for logs, also if a run fails or the series is interrupted.
 * @param warn writes one line to stderr
 * @throws UsageError for too few hosts; what the first run that fails throws
 */
export async function runBench(
  bench: Bench,
  warn: (line: string) => void,
  context: BenchContext,
): Promise<void> {
  const { values } = bench.settings;
  const counts = [...new Set(bench.counts)];
  const most = Math.max(...counts);
  if (most > bench.listed.length) {
    throw new UsageError(`--bench: Expected --hosts with at least ${most}, got ${bench.listed.length}`);
  }
  const logs = values.benchLogs ?? `td-bench-${originalDate(new Date())}`;
  const rounds = Array.from({ length: values.runs ?? defaultRuns }, () => counts).flat();
  await makeLogFolder(logs);
  const finished: FinishedRun[] = [];
  try {
    for (const hosts of rounds) {
      context.signal.throwIfAborted();
      const seconds = await benchRun(bench, hosts, logs, warn, context);
      finished.push({ hosts, seconds });
      warn(runLine(finished, rounds));
    }
  } finally {
    if (finished.length > 0) await reportOn(logs, values.report, warn, context);
  }
}

/** @returns seconds */
async function benchRun(
  { settings, listed, options }: Bench,
  count: number,
  logs: string,
  warn: (line: string) => void,
  { stderr, signal }: BenchContext,
): Promise<number> {
  const start = performance.now();
  const { values, sources } = settings;
  const folder = folderForOneRun(values.folder);
  const output = values.output ?? join(resolve(logs), 'image.png');
  const job = prepareJob({ values: { ...values, output }, sources }, listed.slice(0, count), options, folder);
  if (folder.isNew) await checkFolderIsSeen(job.plans.dispatch);
  const name = `${values.width}x${values.height}_${count}_Nodes_${originalDate(new Date())}`;
  const log = new BenchLog(await freeStem(logs, name));
  try {
    const outputs = new Outputs({ stdout: log.stdout, stderr });
    const choice = {
      style: 'none',
      auto: { terminal: 'none', elsewhere: 'none' },
      isQuiet: values.quiet,
    } as const;
    const progress = await progressView(choice, { outputs, env: {}, warn });
    const shown = {
      outputs,
      progress,
      quiet: false,
      start,
      // No run learns from another one: they are to be alike.
      files: { joblog: log.joblog, report: null, speeds: null },
      tev: values.tev,
    };
    await runJob(job, shown, { stdout: log.stdout, signal });
  } finally {
    await log.close();
  }
  return (performance.now() - start) / 1_000;
}

async function reportOn(
  logs: string,
  output: string | null,
  warn: (line: string) => void,
  { stdout }: BenchContext,
): Promise<void> {
  const report = reportOf(await readRuns([logs], warn), 'median');
  stdout.write(textOf(report));
  if (output !== null) await writeReport('--report', output, report);
}

async function makeLogFolder(path: string): Promise<void> {
  try {
    await makeFolders(path);
  } catch (cause) {
    const facts = { cause, path, code: errorCode(cause) };
    throw new TdError(`--bench-logs: ${path}: ${errorMessage(cause)}`, facts);
  }
}

const defaultRuns = 5;
