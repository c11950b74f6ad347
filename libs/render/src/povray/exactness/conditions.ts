import type { Constants } from './constants.ts';

/** null = it depends. */
type Verdict = boolean | null;

/** A `#if` or another directive that ends with `#end`. */
interface Conditional {
  /** Whether one of the branches before this one is certain to be taken; null = perhaps. */
  taken: Verdict;
  /** Whether POV-Ray may read this branch. */
  isLive: boolean;
  /** Whether it is an `#if`: others have branches of which nothing is known. */
  readonly isIf: boolean;
}

/** The conditionals that are open, each in the one before. */
export class Conditions {
  readonly #open: Conditional[] = [];

  get depth(): number {
    return this.#open.length;
  }

  /** Whether POV-Ray may read what comes next. */
  get isLive(): boolean {
    return this.#open.every(({ isLive }) => isLive);
  }

  openIf(verdict: Verdict): void {
    this.#open.push({ taken: verdict, isLive: verdict !== false, isIf: true });
  }

  openOther(): void {
    this.#open.push({ taken: null, isLive: true, isIf: false });
  }

  /** @param verdict of `#elseif`; true for `#else` */
  turn(verdict: Verdict): void {
    const last = this.#open.at(-1);
    if (last === undefined || !last.isIf) return;
    last.isLive = last.taken !== true && verdict !== false;
    if (last.taken === false) last.taken = verdict;
    else if (verdict === true) last.taken = true;
  }

  close(): void {
    this.#open.pop();
  }
}

/**
 * Whether a condition is true: `A`, `!A`, `A = 1`, `A > B`, where A and B are numbers or constants.
 * @param tokens what stands between the parentheses
 */
export function verdictOf(tokens: readonly string[], constants: Constants): Verdict {
  const [first = '', ...rest] = tokens;
  if (first === '!') return not(verdictOf(rest, constants));
  const left = valueOf(first, constants);
  const right = valueOf(rest.at(-1) ?? '0', constants);
  const operator = rest.length === 0 ? '!=' : rest.slice(0, -1).join('');
  const compare = operators[operator];
  if (left === undefined || right === undefined || compare === undefined) return null;
  return compare(left, right);
}

function valueOf(token: string, constants: Constants): number | undefined {
  return /^[\d.]/.test(token) ? Number(token) : constants.valueOf(token);
}

function not(verdict: Verdict): Verdict {
  return verdict === null ? null : !verdict;
}

const operators: Readonly<Record<string, ((a: number, b: number) => boolean) | undefined>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
