import { Cli } from 'clipanion';
import { helpText } from './help-text.ts';
import { parseCommand, type TdCommandClass } from './parse-command.ts';
import { reportError } from './report-error.ts';
import { exitWithoutTerminal } from './exit-without-terminal.ts';
import { failWrites, takeStartState } from './start-state.ts';
import { Run, stopOnSignals, stopWithoutReader } from './stop-signals.ts';
import { writeWithoutWaiting } from './write-without-waiting.ts';

/**
 * Runs one command as this process. Prints errors as one line on stderr, help and version on stdout, and uses our exit codes;
 * clipanion's runner would print errors on stdout and always exit 1. Sets the exit code without process.exit(), which would
 * lose output that is still in a pipe.
 * @param name name of the program, such as `td-partition`
 * @param version version of its package
 */
export async function runBin(name: string, command: TdCommandClass, version: string): Promise<void> {
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
  if (text === null) process.exitCode = await execute(name, command, words, run);
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

/** @returns the exit code */
async function execute(
  name: string,
  command: TdCommandClass,
  words: readonly string[],
  run: Run,
): Promise<number> {
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
    const exitCode = await parseCommand(command, words, context).validateAndExecute();
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
