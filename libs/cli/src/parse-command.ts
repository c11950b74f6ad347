import { Cli, type CommandClass } from 'clipanion';
import { splitWords } from './split-words.ts';
import type { TdCommand, TdContext } from './td-command.ts';

export type TdCommandClass<Command extends TdCommand = TdCommand> = CommandClass<TdContext> &
  Pick<typeof TdCommand, 'spec'> &
  (new () => Command);

/**
 * Parses a command line. The command is ready to be executed.
 * @throws UsageError
 */
export function parseCommand<Command extends TdCommand>(
  command: TdCommandClass<Command>,
  words: readonly string[],
  context: Omit<TdContext, 'operands' | 'afterDashes'>,
): Command {
  const { options, operands, afterDashes } = splitWords(words, command.spec);
  const cli = Cli.from<TdContext>(command, { binaryName: command.spec.name, enableColors: false });
  // Without our context: clipanion would read all its fields, and getting `stdin` means that the command will read it.
  const parsed = cli.process(options, {} as TdContext) as Command;
  parsed.context = Object.assign(Object.create(context), { operands, afterDashes }) as TdContext;
  return parsed;
}
