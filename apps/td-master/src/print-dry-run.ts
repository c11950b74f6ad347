import { type TdContext, wordsOf, writeLine } from '@task-distributor/cli';
import { planBands } from '@task-distributor/partition';
import { quoteCommand } from '@task-distributor/remote';
import { dryRun } from '@task-distributor/work';
import type { JobFolder } from './job-folder.ts';
import type { StagePlans } from './plans.ts';
import { cutCommands, endCommands } from './print-pipeline.ts';
import type { Stages } from './stages.ts';

/** What td-master would do. */
export interface DryRunPlan {
  readonly stages: Stages;
  readonly plans: StagePlans;
  readonly folder: JobFolder;
  /** The renderer's, after `--`. */
  readonly options: readonly string[];
}

/**
 * Prints what a job would run where, as lines for a POSIX shell that make the same image. Where the cut depends on an estimate, the
 * bands have equal numbers of rows, or numbers in proportion to the weights of the hosts.
 * @throws TdError for a job that could not begin
 */
export async function printDryRun(
  { stages, plans, folder, options }: DryRunPlan,
  context: TdContext,
): Promise<void> {
  const bands = planBands(plans.partition);
  const lines = [
    ...remarksOnCut(stages, plans, options),
    ...(await dryRun(plans.dispatch, { bands, end: [endLine(stages, folder)] }, context.signal)),
  ];
  for (const line of lines) await writeLine(context, `${line}\n`);
}

function remarksOnCut(
  stages: Stages,
  { partition }: Pick<StagePlans, 'partition'>,
  options: readonly string[],
): string[] {
  if (stages.probe === null) return [];
  const are = partition.weights.every((weight) => weight === partition.weights[0])
    ? 'these bands are even'
    : 'the rows of these bands are in proportion to the weights';
  return [
    `# The cut depends on what rows cost, which is estimated when the job begins; ${are}. The cut by cost:`,
    `#   ${cutCommands(stages, options).map(quoteCommand).join(' | ')}`,
  ];
}

/** Waits for the parts, joins them, and cleans up as the job would. */
function endLine({ partition, wait, compose }: Stages, { path, isTemporary }: JobFolder): string {
  const even = { ...partition, values: { ...partition.values, cost: null } };
  const commands = [['td-partition', ...wordsOf('td-partition', even)], ...endCommands({ wait, compose })];
  const removal = isTemporary ? ` && ${quoteCommand(['rmdir', path])}` : '';
  return `${commands.map(quoteCommand).join(' | ')}${removal}`;
}
