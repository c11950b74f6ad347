import * as t from 'typanion';
import { UsageError } from 'clipanion';

/** A whole number from 1 on: nodes, rows, columns. */
export const positiveInteger = t.cascade(t.isNumber(), [t.isInteger(), t.isInInclusiveRange(1, 999_999_999)]);

/** A whole number from 0 on: how often. */
export const nonNegativeInteger = t.cascade(t.isNumber(), [
  t.isInteger(),
  t.isInInclusiveRange(0, 999_999_999),
]);

/** Seconds: any number above 0. */
export const positiveNumber = t.cascade(t.isNumber(), [
  t.makeValidator<number>({
    test: (value, state) => {
      if (value > 0) return true;
      state?.errors?.push(`${state.p ?? '.'}: expected a number above 0 (got ${value})`);
      return false;
    },
  }),
]);

/** Seconds: 0 or more. */
export const nonNegativeNumber = t.cascade(t.isNumber(), [t.isAtLeast(0)]);

/**
 * A required option is checked here and not by clipanion, which says "Command not found" where one is missing.
 * @param option how it is written: `-y HEIGHT`
 */
export function requireOption<T>(value: T | undefined, option: string): T {
  if (value === undefined) throw new UsageError(`Expected ${option}, got none`);
  return value;
}
