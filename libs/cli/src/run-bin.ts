import { Cli } from 'clipanion';
import { helpText } from './help-text.ts';
import { parseCommand, type TdCommandClass } from './parse-command.ts';
import { reportError } from './report-error.ts';
import { Run, stopOnSignals, stopWithoutReader } from './stop-signals.ts';

/**
 * Runs one command as this process: errors as one line on stderr, help and version on stdout, exit codes of ours.
 * clipanion's own runner prints errors on stdout and exits 1 for everything. The exit code is set, not exited with:
 * process.exit() cuts off what is still in a pipe.
 * @param name the program's: `td-partition`
 * @param version of the package that it came in
 */
export async function runBin(name: string, command: TdCommandClass, version: string): Promise<void> {
  const run = new Run();
  stopOnSignals(run);
  stopWithoutReader(run, (reason) => {
    process.exitCode ||= reportError(name, reason, run.signal);
  });
  // When there is nothing left to do, and nothing left in a pipe. Node's own way also takes down what nobody needs taken
  // down, which keeps a slow host's master waiting.
  process.once('beforeExit', () => process.exit());

  const words = process.argv.slice(2);
  const text = requestedText(words, command, version);
  if (text === null) process.exitCode = await execute(name, command, words, run);
  else process.stdout.write(text);
  run.isOver = true;
}

/** Help or version, where they are asked for, wherever that stands. */
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
    // A command that took no notice has not done its work all the same.
    if (run.signal.aborted) throw run.signal.reason;
    return exitCode;
  } catch (error) {
    return reportError(name, error, run.signal);
  } finally {
    // A stdin that was not read to its end would keep the process.
    if (readsStdin) process.stdin.destroy();
  }
}
