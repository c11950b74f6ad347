import type { Assignment } from './assignment.ts';
import type { ReadOptions } from './read-options.ts';

/** The values of POV-Ray's settings: of several values for one setting, the last. */
export class EffectiveOptions {
  readonly #last: ReadonlyMap<string, Assignment>;
  /** Whether an INI file could not be read here. It may set anything. */
  readonly isIncomplete: boolean;

  constructor({ assignments, problems }: Pick<ReadOptions, 'assignments' | 'problems'>) {
    this.#last = new Map(assignments.map((assignment) => [assignment.setting, assignment]));
    this.isIncomplete = problems.some(({ kind }) => kind === 'missing file');
  }

  find(setting: string): Assignment | null {
    return this.#last.get(setting) ?? null;
  }

  isOn(setting: string): boolean {
    const assignment = this.find(setting);
    return assignment !== null && isTrue(assignment.value);
  }

  /** As POV-Ray reads it: as far as there are digits, in 32 bits. */
  integer(setting: string, byDefault: number): number {
    const digits = /^\s*[+-]?\d+/.exec(this.find(setting)?.value ?? '')?.[0];
    return digits === undefined
      ? byDefault
      : Number(BigInt.asIntN(32, BigInt(digits.trim().replace('+', ''))));
  }
}

/**
 * Whether POV-Ray takes a value for true: it compares it with on, true, yes and 1 up to the length of the shorter one. Source:
 * POV-Ray 3.7, processoptions.cpp, IsTrue and Matches.
 */
function isTrue(value: string): boolean {
  return matches(value, ['on', 'true', 'yes', '1']);
}

/** As above, IsFalse. */
export function isFalse(value: string): boolean {
  return matches(value, ['off', 'false', 'no', '0']);
}

function matches(value: string, words: readonly string[]): boolean {
  const text = value.toLowerCase();
  return words.some((word) => {
    const length = Math.min(word.length, text.length);
    return word.slice(0, length) === text.slice(0, length);
  });
}
