import { execa, type Options } from 'execa';
import { binFolder, commandPath } from './command-path.ts';

/** What a user would see of a command that has ended. */
export interface RunResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a built command; a failure is an ordinary result. Without `stdin` or `input`, stdin is at its end, as under cron. */
export function startCommand(name: string, args: readonly string[], options: Options = {}) {
  return execa(process.execPath, [commandPath(name), ...args], withDefaults(options));
}

/** Runs a built command to its end. */
export async function runCommand(
  name: string,
  args: readonly string[],
  options: Options = {},
): Promise<RunResult> {
  return asText(await startCommand(name, args, options));
}

/** Runs a line of shell with all commands on its PATH; $TD_WORKER, $TD_CROP, ... are their command lines, too. */
export async function runShell(line: string, options: Options = {}): Promise<RunResult> {
  const env = { PATH: `${binFolder}:${process.env['PATH']}`, ...commandLines, ...options.env };
  return asText(await execa('sh', ['-c', line], { ...withDefaults(options), env }));
}

function withDefaults(options: Options): Options {
  const closed = 'input' in options ? {} : { stdin: 'ignore' as const };
  return { reject: false, stripFinalNewline: false, ...closed, ...options };
}

function asText(run: { exitCode?: number; stdout?: unknown; stderr?: unknown }): RunResult {
  return { exitCode: run.exitCode, stdout: String(run.stdout), stderr: String(run.stderr) };
}

const commandLines = Object.fromEntries(
  ['td-worker', 'td-crop', 'td-mark-done'].map((name) => [
    name.toUpperCase().replaceAll('-', '_'),
    `${process.execPath} ${commandPath(name)}`,
  ]),
);
