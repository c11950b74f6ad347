import { Cli } from 'clipanion';
import { exitCodes } from '@task-distributor/band';
import { helpText } from './help-text.ts';
import { parseCommand, type TdCommandClass } from './parse-command.ts';
import { reportError } from './report-error.ts';
import { exitWithoutTerminal } from './exit-without-terminal.ts';
import type { readSettingsFiles } from './files/settings-files.ts';
import { failWrites, takeStartState } from './start-state.ts';
import { Run, stopOnSignals, stopWithoutReader } from './stop-signals.ts';
import type { TdCommand } from './td-command.ts';
import { writeWithoutWaiting } from './write-without-waiting.ts';

/**
 * Runs one command as this process. Prints errors as one line on stderr, help and version on stdout, and uses our exit codes;
 * clipanion's runner would print errors on stdout and always exit 1. Sets the exit code without process.exit(), which would
 * lose output that is still in a pipe.
 * @param name name of the program, such as `td-partition`
 * @param version version of its package
 * @param readFiles reads the settings files; missing for what runs on hosts, so that no parser is in its bundle
 */
export async function runBin(
  name: string,
  command: TdCommandClass,
  version: string,
  readFiles?: typeof readSettingsFiles,
): Promise<void> {
  const run = new Run();
  const { ignoresSignal, hasStdout } = takeStartState(process.env);
  stopOnSignals(run, ignoresSignal);
  for (const output of [process.stdout, process.stderr]) writeWithoutWaiting(output);
  if (!hasStdout) failWrites(process.stdout);
  stopWithoutReader(run, (reason) => {
    process.exitCode ||= reportError(name, reason, run.signal);
  });
  // Exits when all work is done and all output is written. Node's own exit also tears down what needs no tearing down, and on
  // a slow host the master would wait for that.
  process.once('beforeExit', () => process.exit());

  const words = process.argv.slice(2);
  const text = requestedText(words, command, version);
  if (text === null) process.exitCode = await execute({ name, command, words, readFiles }, run);
  else process.stdout.write(text);
  run.isOver = true;
  exitWithoutTerminal([process.stdout, process.stderr], () => process.exit());
}

/** Help or version, if one of their options is anywhere before `--`; otherwise null. */
function requestedText(words: readonly string[], command: TdCommandClass, version: string): string | null {
  const dashes = words.indexOf('--');
  const options = dashes === -1 ? words : words.slice(0, dashes);
  if (options.includes('-h') || options.includes('--help'))
    return helpText(command.spec, command.usage ?? {});
  return options.includes('--version') ? `${version}\n` : null;
}

interface CommandLine {
  readonly name: string;
  readonly command: TdCommandClass;
  readonly words: readonly string[];
  readonly readFiles: typeof readSettingsFiles | undefined;
}

/** @returns the exit code */
async function execute({ name, command, words, readFiles }: CommandLine, run: Run): Promise<number> {
  let readsStdin = false;
  const context = {
    ...Cli.defaultContext,
    get stdin() {
      readsStdin = true;
      return process.stdin;
    },
    signal: run.signal,
  };
  try {
    const parsed = parseCommand(command, words, context);
    if (readFiles !== undefined && parsed.readsFiles) parsed.useFiles(await readFiles(process.env));
    const exitCode = await executeOrShow(parsed).catch((error: unknown) => {
      if (error instanceof Error) error.message += parsed.originOf(error);
      throw error;
    });
    // A command that ignored the signal has not finished its work either.
    if (run.signal.aborted) throw run.signal.reason;
    return exitCode;
  } catch (error) {
    return reportError(name, error, run.signal);
  } finally {
    // A stdin that is not read to its end would keep the process alive.
    if (readsStdin) process.stdin.destroy();
  }
}

async function executeOrShow(command: TdCommand): Promise<number> {
  const { shownConfig } = command;
  if (shownConfig === null) return command.validateAndExecute();
  command.context.stdout.write(shownConfig);
  return exitCodes.done;
}
