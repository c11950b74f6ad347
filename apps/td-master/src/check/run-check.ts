import { styleText } from 'node:util';
import { exitCodes, type Rows } from '@task-distributor/band';
import { type TdContext, writeLine } from '@task-distributor/cli';
import { type CheckPlan, checkHosts, type OwnCheck } from '@task-distributor/work';
import { checkJson, checkRemarks, outlookLine } from './check-remarks.ts';
import { checkTable, type Paint } from './check-table.ts';

export interface CheckOutput {
  /** JSON lines instead of a table. */
  readonly json: boolean;
  /** The rows of all bands; null = not known. */
  readonly planned: readonly Rows[] | null;
  readonly own: readonly OwnCheck[];
  /** Takes one line for the user. */
  warn(line: string): void;
}

/** Checks the hosts, and prints what it finds. @returns the exit code: 1 if a job would fail */
export async function runCheck(
  plan: CheckPlan,
  { json, planned, own, warn }: CheckOutput,
  context: TdContext,
): Promise<number> {
  const report = await checkHosts(plan, { planned, own, notify: warn }, context.signal);
  const stdout = context.stdout as Partial<NodeJS.WriteStream>;
  const paint = paintFor(stdout, context.env as NodeJS.ProcessEnv);
  const width = stdout.isTTY ? (stdout.columns ?? 80) : Infinity;
  const remarks = json ? [] : [...checkRemarks(report, paint)];
  const lines = json
    ? checkJson(report)
    : [
        ...checkTable(report, width, paint),
        ...(remarks.length === 0 ? [] : ['', ...remarks]),
        '',
        outlookLine(report),
      ];
  for (const line of lines) await writeLine(context, `${line}\n`);
  return report.outlook.wouldFail ? exitCodes.failed : exitCodes.done;
}

function paintFor(stdout: Partial<NodeJS.WriteStream>, env: NodeJS.ProcessEnv): Paint {
  const hasColours = stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  if (!hasColours) return (text) => text;
  return (text, grade) => (grade === 'good' ? text : styleText(grade === 'bad' ? 'red' : 'yellow', text));
}
