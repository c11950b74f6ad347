import { UsageError } from 'clipanion';
import type { CommandSpec } from './settings/command-spec.ts';
import { isSwitch } from './settings/setting-types.ts';

export interface SplitWords {
  /** One word for each option, with its value: `-n=4`, `--json`. */
  readonly options: string[];
  readonly operands: string[];
  /** null = there was no `--`. */
  readonly afterDashes: string[] | null;
}

/**
 * Takes the words of a command line apart. Options may stand before, between and after operands. Short ones are read as
 * getopts reads them, since the original's users write them so: `-n4` is `-n 4`, `-fc` is `-f -c`, `-cp/path` is
 * `-c -p /path`. clipanion then gets nothing but options: its parser keeps a copy of all words for each word.
 * @throws UsageError for a word that is neither an option of the command nor an operand that it takes
 */
export function splitWords(words: readonly string[], spec: CommandSpec): SplitWords {
  const options: string[] = [];
  const operands: string[] = [];
  const takesValue = valueTakers(spec);
  const rest = [...words].reverse();
  while (rest.length > 0) {
    const word = rest.pop()!;
    if (word === '--') {
      checkOperands(operands, spec);
      return { options, operands, afterDashes: takeAll(rest.reverse(), spec) };
    }
    if (!looksLikeOption(word)) operands.push(word);
    else if (word.startsWith('--')) options.push(longOption(word, takesValue, rest));
    else options.push(...shortOptions(word, takesValue, rest));
  }
  checkOperands(operands, spec);
  return { options, operands, afterDashes: null };
}

/** All names of options, those that turn a flag off included, and whether a value follows them. */
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

/** A single dash is a name for stdin or stdout. */
function looksLikeOption(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}

function longOption(word: string, takesValue: ReadonlyMap<string, boolean>, rest: string[]): string {
  const [name] = word.split('=', 1) as [string];
  const withValue = takesValue.get(name);
  if (withValue === undefined) throw unknownOption(word);
  if (name.length < word.length) {
    if (withValue) return word;
    throw new UsageError(`${name}: Expected no value, got "${word.slice(name.length + 1)}"`);
  }
  return withValue ? `${name}=${nextValue(name, '=', rest)}` : name;
}

function shortOptions(word: string, takesValue: ReadonlyMap<string, boolean>, rest: string[]): string[] {
  const options: string[] = [];
  for (let i = 1; i < word.length; i += 1) {
    const name = `-${word[i]!}`;
    const withValue = takesValue.get(name);
    if (withValue === undefined) throw unknownOption(word);
    if (withValue) {
      const attached = word.slice(i + 1);
      return [...options, `${name}=${attached === '' ? nextValue(name, '', rest) : attached}`];
    }
    options.push(name);
  }
  return options;
}

/** An option is no value: whoever writes `-p --json` has forgotten something. */
function nextValue(name: string, bond: string, rest: string[]): string {
  const word = rest.pop();
  if (word === undefined || word === '--') throw new UsageError(`${name}: Expected a value, got none`);
  if (!looksLikeOption(word)) return word;
  throw new UsageError(
    `${name}: Expected a value, got "${word}" (if that is the value: ${name}${bond}${word})`,
  );
}

function checkOperands(operands: readonly string[], { mostOperands }: CommandSpec): void {
  if (operands.length <= mostOperands) return;
  if (mostOperands === 0) throw new UsageError(`Expected no operand, got "${operands[0]!}"`);
  throw new UsageError(`Expected at most ${mostOperands} operand, got "${operands[mostOperands]!}" as well`);
}

function takeAll(words: string[], { afterDashes }: CommandSpec): string[] {
  if (afterDashes !== null) return words;
  throw new UsageError(
    `Expected nothing after --, got "${words.join(' ')}"; a file whose name begins with a dash is ./-NAME`,
  );
}

function unknownOption(word: string): UsageError {
  return new UsageError(`Unknown option "${word}"`);
}
