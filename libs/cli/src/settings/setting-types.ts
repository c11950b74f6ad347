import {
  isHostName,
  isJobId,
  parseRows,
  formatRows,
  parseWeight,
  type Rows,
  weightRange,
} from '@task-distributor/band';
import { type Address, formatAddress, parseAddress } from './address.ts';
import type { SettingRow } from './setting-row.ts';
import { formatSize, parseSize } from './size.ts';

/** The types of settings, with the types of their values. */
// eslint-disable-next-line local/max-fields -- a list of types, not an object
export interface SettingValuesByType {
  readonly flag: boolean;
  /** How many times an option is given. */
  readonly counter: number;
  readonly text: string;
  /** An option that may be given several times. */
  readonly texts: readonly string[];
  /** Bytes. */
  readonly size: number;
  readonly 'count >= 1': number;
  readonly 'count >= 0': number;
  readonly 'seconds > 0': number;
  readonly 'seconds >= 0': number;
  readonly choice: string;
  readonly rows: Rows;
  readonly weights: readonly number[];
  /** Whole numbers from 1 on. */
  readonly counts: readonly number[];
  readonly host: string;
  readonly job: string;
  readonly address: Address;
}

export type SettingType = keyof SettingValuesByType;

/** null = not set. */
export type SettingValue = SettingValuesByType[SettingType] | null;

type TypedRow = Pick<SettingRow, 'noun' | 'choices'>;

/** How values of a type are read and written. */
interface TypeRules<Value> {
  /** null = the text is not a value of this type. */
  parse(text: string, row: TypedRow): Value | null;
  /** Description of the valid values, for messages: `seconds above 0`. */
  expected(row: TypedRow, text: string): string;
  /** The word that `parse` reads as this value. */
  format(value: Value): string;
}

/** @returns the value of a text, or a description of the valid values if the text is not one */
export function parseSetting(
  row: TypedRow & { readonly type: SettingType },
  text: string,
): { readonly value: Exclude<SettingValue, null> } | { readonly expected: string } {
  const rules = typeRules[row.type];
  const value = rules.parse(text, row);
  return value === null ? { expected: rules.expected(row, text) } : { value };
}

/** A value as a word for the command line. Not for types without a word. */
export function formatSetting(type: SettingType, value: Exclude<SettingValue, null>): string {
  return (typeRules[type] as TypeRules<typeof value>).format(value);
}

/** Whether an option of this type has no value on the command line. */
export function isSwitch(type: SettingType): boolean {
  return type === 'flag' || type === 'counter';
}

const largestCount = 999_999_999;

/** The maximum of a timer. */
const mostSeconds = 2_147_483;

const typeRules: { readonly [Type in SettingType]: TypeRules<SettingValuesByType[Type]> } = {
  flag: {
    parse: (text) => flagWords.get(text.toLowerCase()) ?? null,
    expected: () => `one of ${[...flagWords.keys()].join(', ')}`,
    format: String,
  },
  counter: countFrom(0),
  text: {
    parse: (text) => (text.trim() === '' ? null : text),
    expected: ({ noun }) => noun ?? 'a text',
    format: (text) => text,
  },
  texts: {
    parse: (text) => (text.trim() === '' ? null : [text]),
    expected: ({ noun }) => noun ?? 'a text',
    format: (texts) => texts.join(' '),
  },
  size: { parse: parseSize, expected: () => 'a size in MiB, or with K, M or G', format: formatSize },
  'count >= 1': countFrom(1),
  'count >= 0': countFrom(0),
  'seconds > 0': seconds((value) => value > 0, 'seconds above 0'),
  'seconds >= 0': seconds((value) => value >= 0, 'seconds, 0 or more'),
  choice: {
    parse: (text, { choices = [] }) => (choices.includes(text) ? text : null),
    expected: ({ choices = [] }) => `one of ${choices.join(', ')}`,
    format: (text) => text,
  },
  rows: {
    parse: parseRows,
    expected: ({ noun }) => noun ?? 'first and last row, such as 151-300',
    format: formatRows,
  },
  weights: {
    parse(text) {
      const weights = text.split(',').map((word) => parseWeight(word.trim()));
      return weights.every((weight) => weight !== null) ? weights : null;
    },
    expected: () => `numbers ${weightRange}, separated by commas`,
    format: (weights) => weights.join(','),
  },
  counts: {
    parse(text, row) {
      const counts = text.split(',').map((word) => countFrom(1).parse(word.trim(), row));
      return counts.every((count) => count !== null) ? counts : null;
    },
    expected: ({ noun }) => `numbers of ${noun ?? 'things'} from 1 on, separated by commas`,
    format: (counts) => counts.join(','),
  },
  host: {
    parse: (text) => (isHostName(text) ? text : null),
    expected: () => "a host's name",
    format: (text) => text,
  },
  job: {
    parse: (text) => (isJobId(text) ? text : null),
    expected: () => 'the ID of a job, at most 100 letters, digits, dots, dashes and underscores',
    format: (text) => text,
  },
  address: {
    parse: parseAddress,
    expected: () => 'HOST:PORT, such as 127.0.0.1:14158',
    format: formatAddress,
  },
};

const flagWords = new Map([
  ...['1', 'true', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'off'].map((word) => [word, false] as const),
]);

function countFrom(least: number): TypeRules<number> {
  return {
    parse(text) {
      const value = Number(text);
      return /^\d+$/.test(text) && value >= least && value <= largestCount ? value : null;
    },
    expected: ({ noun }) =>
      `a whole number${noun === undefined ? '' : ` of ${noun}`} from ${least} to ${largestCount}`,
    format: String,
  };
}

function seconds(isRight: (value: number) => boolean, expected: string): TypeRules<number> {
  return {
    parse(text) {
      const value = Number(text);
      const isNumber = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
      return isNumber && isRight(value) && value <= mostSeconds ? value : null;
    },
    expected: (_, text) => (Number(text) > mostSeconds ? `at most ${mostSeconds} seconds` : expected),
    format: String,
  };
}
