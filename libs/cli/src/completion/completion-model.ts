import { commandSpec, type CommandSpec } from '../settings/command-spec.ts';
import { type CommandName, commands } from '../settings/commands.ts';
import { commonOptions, withoutBackticks } from '../settings/option-list.ts';
import type { Completes, SettingRow } from '../settings/setting-row.ts';
import { isSwitch } from '../settings/setting-types.ts';
import { optionOf } from '../settings/synopsis.ts';

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly options: readonly CompletedOption[];
  /** null = it has no operands. */
  readonly operands: Completes | null;
  /** Whether words may follow `--`. */
  readonly takesWords: boolean;
}

export interface CompletedOption {
  /** `-p`, `--no-split`. */
  readonly names: readonly string[];
  /** The first sentence of its help, without its full stop. */
  readonly description: string;
  readonly value: CompletedValue | null;
  readonly isRepeatable: boolean;
}

export interface CompletedValue {
  /** As in the help: `SECONDS`. */
  readonly name: string;
  /** What its words are; a list = these words. */
  readonly completes: Completes | readonly string[];
}

/** All commands, from the table of settings. */
export function completedCommands(): CompletedCommand[] {
  return (Object.keys(commands) as CommandName[]).map((name) => completedCommand(commandSpec(name)));
}

function completedCommand(spec: CommandSpec): CompletedCommand {
  const { name, rows, operands, operandCompletes = 'files', afterDashes } = spec;
  const common = commonOptions.map(({ names, help }) => ({
    names,
    description: firstSentence(help),
    value: null,
    isRepeatable: false,
  }));
  return {
    name,
    options: [...[...rows.values()].map(completedOption), ...common],
    operands: operands === '' ? null : operandCompletes,
    takesWords: afterDashes !== null,
  };
}

function completedOption(row: SettingRow): CompletedOption {
  const { options, type, help, value, choices } = row;
  return {
    names: options.map((option) => optionOf({ ...row, options: [option] }).split(' ')[0]!),
    description: firstSentence(help),
    value: isSwitch(type) ? null : { name: value!, completes: choices ?? row.completes ?? byType(row) },
    isRepeatable: type === 'texts' || type === 'counter',
  };
}

function byType({ type }: SettingRow): Completes {
  if (type === 'host') return 'hosts';
  return type === 'text' || type === 'texts' ? 'files' : 'nothing';
}

function firstSentence(help: string): string {
  const [, sentence] = /^([^]*?)\.(?:\s|$)/.exec(help) ?? [];
  return withoutBackticks(sentence ?? help);
}
