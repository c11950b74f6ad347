import { UsageError } from 'clipanion';
import type { CommandSpec } from './settings/command-spec.ts';
import { isSwitch } from './settings/setting-types.ts';
import { operandHint, unknownOption } from './unknown-option.ts';

export interface SplitWords {
  /** One word for each option, including its value: `-n=4`, `--json`. */
  readonly options: string[];
  readonly operands: string[];
  /** null = there was no `--`. */
  readonly afterDashes: string[] | null;
}

/**
 * Splits the words of a command line into options and operands, in any order. Short options are read like getopts does, as
 * users of the original expect: `-n4` is `-n 4`, `-fc` is `-f -c`, `-cp/path` is `-c -p /path`. Only `-n=4` is refused.
 * clipanion then gets only the options, because its parser keeps a copy of all words for each word.
 * @throws UsageError for a word that is neither an option nor an operand of the command
 */
export function splitWords(words: readonly string[], spec: CommandSpec): SplitWords {
  const options: string[] = [];
  const operands: string[] = [];
  const known = { spec, takesValue: valueTakers(spec) };
  const rest = [...words].reverse();
  while (rest.length > 0) {
    const word = rest.pop()!;
    if (word === '--') {
      checkOperands(operands, spec);
      return { options, operands, afterDashes: takeAll(rest.reverse(), spec) };
    }
    if (!looksLikeOption(word)) operands.push(word);
    else if (word.startsWith('--')) options.push(longOption(word, known, rest));
    else options.push(...shortOptions(word, known, rest));
  }
  checkOperands(operands, spec);
  return { options, operands, afterDashes: null };
}

interface Known {
  readonly spec: CommandSpec;
  readonly takesValue: ReadonlyMap<string, boolean>;
}

/** All names of options, including those that turn a flag off, and whether they take a value. */
function valueTakers({ rows }: CommandSpec): ReadonlyMap<string, boolean> {
  const takers = new Map<string, boolean>();
  for (const { options, type } of rows.values()) {
    for (const option of options) {
      takers.set(option, !isSwitch(type));
      if (type === 'flag' && option.startsWith('--')) takers.set(`--no-${option.slice(2)}`, false);
    }
  }
  return takers;
}

/** A single dash means stdin or stdout. */
function looksLikeOption(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}

function longOption(word: string, { spec, takesValue }: Known, rest: string[]): string {
  const [name] = word.split('=', 1) as [string];
  const withValue = takesValue.get(name);
  if (withValue === undefined) throw unknownOption(word, spec);
  if (name.length < word.length) {
    if (withValue) return word;
    throw new UsageError(`${name}: Expected no value, got "${word.slice(name.length + 1)}"`);
  }
  return withValue ? `${name}=${nextValue(name, '=', rest)}` : name;
}

function shortOptions(word: string, { spec, takesValue }: Known, rest: string[]): string[] {
  const options: string[] = [];
  for (let i = 1; i < word.length; i += 1) {
    const name = `-${word[i]!}`;
    const withValue = takesValue.get(name);
    if (withValue === undefined) throw unknownOption(word, spec);
    if (withValue) {
      const attached = word.slice(i + 1);
      if (attached.startsWith('=')) throw equalsSign(name, attached);
      return [...options, `${name}=${attached === '' ? nextValue(name, '', rest) : attached}`];
    }
    options.push(name);
  }
  return options;
}

/** An option is not accepted as a value: in `-p --json`, the value of -p is missing. */
function nextValue(name: string, bond: string, rest: string[]): string {
  const word = rest.pop();
  if (word === undefined || word === '--') throw new UsageError(`${name}: Expected a value, got none`);
  if (!looksLikeOption(word)) return word;
  throw new UsageError(
    `${name}: Expected a value, got "${word}" (if that is the value: ${name}${bond}${word})`,
  );
}

/** getopts takes the `=` as part of the value, as the original does: `-o=a.png` would write the file `=a.png`. */
function equalsSign(name: string, attached: string): UsageError {
  const value = attached.slice(1);
  return new UsageError(
    `${name}: Expected no =, got ${name}${attached}: did you mean ${name} ${value || 'VALUE'}? (if the value begins with =: ${name} ${attached})`,
  );
}

function checkOperands(operands: readonly string[], spec: CommandSpec): void {
  const { mostOperands } = spec;
  if (operands.length <= mostOperands) return;
  if (mostOperands === 0) {
    const word = operands[0]!;
    throw new UsageError(`Expected no operand, got "${word}"${operandHint(word, spec)}`);
  }
  throw new UsageError(`Expected at most ${mostOperands} operand, got "${operands[mostOperands]!}" as well`);
}

function takeAll(words: string[], { afterDashes }: CommandSpec): string[] {
  if (afterDashes !== null) return words;
  throw new UsageError(
    `Expected nothing after --, got "${words.join(' ')}"; a file whose name begins with a dash is ./-NAME`,
  );
}
