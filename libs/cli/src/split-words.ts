import { UsageError } from 'clipanion';
import type { CommandSpec } from './settings/command-spec.ts';
import type { SettingRow } from './settings/setting-row.ts';
import { isSwitch } from './settings/setting-types.ts';
import { unexpectedOperands } from './unexpected-operands.ts';
import { unknownOption } from './unknown-option.ts';

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
  const operands: Operand[] = [];
  const known = { spec, takesValue: valueTakers(spec) };
  const rest = [...words].reverse();
  let afterDashes: string[] | null = null;
  while (rest.length > 0) {
    const word = rest.pop()!;
    if (word === '--') afterDashes = rest.splice(0).reverse();
    else if (!looksLikeOption(word)) operands.push({ word, place: options.length });
    else if (word.startsWith('--')) options.push(longOption(word, known, rest));
    else options.push(...shortOptions(word, known, rest));
  }
  checkOperands(operands, options, spec);
  if (afterDashes !== null) checkAfterDashes(afterDashes, spec);
  return { options, operands: operands.map(({ word }) => word), afterDashes };
}

interface Operand {
  readonly word: string;
  /** The number of options before it. */
  readonly place: number;
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
    const reason = rowOf(name, spec)?.takesNone;
    const end = reason === undefined ? '' : `; ${reason}`;
    throw new UsageError(`${name}: Expected no value, got "${word.slice(name.length + 1)}"${end}`);
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
      if (attached.startsWith('=')) throw equalsSign(name, attached, rest.at(-1) ?? '', spec);
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
function equalsSign(name: string, attached: string, next: string, spec: CommandSpec): UsageError {
  const following = next === '' || looksLikeOption(next) ? (rowOf(name, spec)?.value ?? 'VALUE') : next;
  const value = attached.slice(1) || following;
  return new UsageError(
    `${name}: Expected no =, got ${name}${attached}: did you mean ${name} ${value}? (if the value begins with =: ${name} ${attached})`,
  );
}

function rowOf(name: string, { rows }: CommandSpec): SettingRow | undefined {
  return [...rows.values()].find(({ options }) => options.includes(name));
}

function checkOperands(operands: readonly Operand[], options: readonly string[], spec: CommandSpec): void {
  const { mostOperands } = spec;
  const [first] = operands;
  if (first === undefined || operands.length <= mostOperands) return;
  if (mostOperands > 0) {
    const { word } = operands[mostOperands]!;
    throw new UsageError(`Expected at most ${mostOperands} operand, got "${word}" as well`);
  }
  const [, ...others] = operands.filter(({ place }) => place === first.place).map(({ word }) => word);
  const after = options[first.place - 1] ?? null;
  throw unexpectedOperands({ words: [first.word, ...others], after }, spec);
}

function checkAfterDashes(words: readonly string[], { afterDashes }: CommandSpec): void {
  if (afterDashes !== null) return;
  throw new UsageError(
    `Expected nothing after --, got "${words.join(' ')}"; a file whose name begins with a dash is ./-NAME`,
  );
}
