import { Cli, type CommandClass, UsageError } from 'clipanion';
import { errorMessage, escapeControls, exitCodes, TdError } from '@task-distributor/band';
import { helpText } from './help-text.ts';
import { splitShortOptions } from './split-short-options.ts';
import type { TdCommand, TdContext } from './td-command.ts';
import { stopped, StopError, stopReason } from './stop-error.ts';

type TdCommandClass = CommandClass<TdContext> & Pick<typeof TdCommand, 'synopsis' | 'takesWordsAfterDashes'>;

/**
 * Runs one command as this process: errors as one line on stderr, help and version on stdout, exit codes of ours.
 * clipanion's own runner prints errors on stdout and exits 1 for everything. The exit code is set, not exited with:
 * process.exit() cuts off what is still in a pipe.
 * @param name the program's: `td-partition`
 * @param version of the package that it came in
 */
export async function runBin(name: string, command: TdCommandClass, version: string): Promise<void> {
  const controller = new AbortController();
  let isOver = false;
  const stop = (signal: keyof typeof stopped & NodeJS.Signals) => {
    const reason = stopped[signal];
    // A second Ctrl-C ends at once. So does the first, where all that is left is output that nobody takes.
    if (controller.signal.aborted) dieBy(signal);
    if (isOver) process.exit(reason.exitCode);
    // What has been stopped ends by itself, but for a thread in a system call, or in an encoder, that cannot be.
    setTimeout(dieBy, longestEndMs, signal).unref();
    controller.abort(reason);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const reason = outputError(error);
    if (!isOver) controller.abort(reason);
    // What was written last can fail after all else is done.
    else if (!process.exitCode) process.exitCode = report(name, reason, controller.signal, command.synopsis);
  });
  // Nobody reads what we say: no reason not to do the work.
  process.stderr.on('error', () => undefined);

  // When there is nothing left to do, and nothing left in a pipe. Node's own way also takes down what nobody needs taken
  // down, which keeps a slow host's master waiting.
  process.once('beforeExit', () => process.exit());

  const { argv, afterDashes } = splitAtDashes(process.argv.slice(2));
  const cli = Cli.from<TdContext>(command, { binaryName: name, binaryVersion: version, enableColors: false });
  if (argv.includes('-h') || argv.includes('--help')) {
    isOver = true;
    process.stdout.write(helpText(name, command.synopsis, cli.definitions()[0]!));
    return;
  }
  if (argv.includes('--version')) {
    isOver = true;
    process.stdout.write(`${version}\n`);
    return;
  }
  let readsStdin = false;
  const context: TdContext = {
    ...Cli.defaultContext,
    name,
    get stdin() {
      readsStdin = true;
      return process.stdin;
    },
    signal: controller.signal,
    afterDashes,
  };
  try {
    if (afterDashes !== null && !command.takesWordsAfterDashes) {
      const got = `"${afterDashes.join(' ')}"`;
      throw new UsageError(
        `Expected nothing after --, got ${got}; a file whose name begins with a dash is ./-NAME`,
      );
    }
    const exitCode = await (
      cli.process(splitShortOptions(argv, cli.definitions()[0]!), context) as TdCommand
    ).validateAndExecute();
    // A command that took no notice has not done it all the same.
    if (controller.signal.aborted) throw controller.signal.reason;
    process.exitCode = exitCode;
  } catch (error) {
    process.exitCode = report(name, error, controller.signal, command.synopsis);
  }
  isOver = true;
  // A stdin that was not read to its end would keep the process.
  if (readsStdin) process.stdin.destroy();
}

/** A renderer has 2 s to end, and a host 4 s to answer. */
const longestEndMs = 6_000;

/** As the signal does by itself: a shell sees the same exit code. process.exit() would wait for threads. */
function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function outputError(error: NodeJS.ErrnoException): StopError {
  if (error.code === 'EPIPE') return stopped.readerGone;
  return new StopError(`stdout: ${errorMessage(error)}`, exitCodes.failed, false);
}

/** Says what went wrong on stderr; gives the exit code. */
function report(name: string, error: unknown, signal: AbortSignal, synopsis: string): number {
  const stop = stopReason(error, signal);
  if (stop) {
    if (!stop.quiet) say(name, error instanceof TdError ? error.message : stop.message);
    return stop.exitCode;
  }
  if (error instanceof TdError) {
    say(name, error.message);
    return error.exitCode;
  }
  if (isClipanionError(error)) {
    say(name, `${usageMessage(error, `${name} ${synopsis}`)} (${name} --help tells more)`);
    return exitCodes.usage;
  }
  if (isSystemError(error)) {
    say(name, [error.path, errorMessage(error)].filter(Boolean).join(': '));
    return exitCodes.failed;
  }
  process.stderr.write(
    `${name}: this is a defect of ${name}: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exitCodes.failed;
}

function say(name: string, message: string): void {
  process.stderr.write(`${name}: ${escapeControls(message)}\n`);
}

function splitAtDashes(words: string[]): { argv: string[]; afterDashes: string[] | null } {
  const dashes = words.indexOf('--');
  if (dashes === -1) return { argv: words, afterDashes: null };
  return { argv: words.slice(0, dashes), afterDashes: words.slice(dashes + 1) };
}

function isClipanionError(error: unknown): error is Error {
  return error instanceof Error && 'clipanion' in error;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** clipanion's message without its heading, its list of forms, and its line breaks. */
function usageMessage(error: Error, usage: string): string {
  const [message = ''] = error.message.split('\n\n');
  if (message.startsWith('Command not found')) return `Expected ${usage}`;
  return message
    .replace(/^Invalid option validation: */, '')
    .replaceAll(/\s*\n\s*(?:- )?/g, ' ')
    .replace(/\.$/, '');
}
