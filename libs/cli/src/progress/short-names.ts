import { widthOf } from './fit-text.ts';

/**
 * Names of hosts without the domain that they have in common, if any is too wide with it. Those without a domain, and all that would become
 * alike, stay as they are.
 */
export function shortNames(names: readonly string[], width: number): ReadonlyMap<string, string> {
  const all = [...new Set(names)];
  const whole = new Map(all.map((name) => [name, name]));
  if (all.every((name) => widthOf(name) <= width)) return whole;
  const end = commonDomain(all.filter((name) => name.includes('.')));
  const short = new Map(all.map((name) => [name, name.endsWith(end) ? name.slice(0, -end.length) : name]));
  return end === '' || new Set(short.values()).size < all.length ? whole : short;
}

/** `.example.org` of `pi1.example.org` and `pi2.example.org`; empty = none. */
function commonDomain(names: readonly string[]): string {
  const [first = '', ...others] = names;
  const dots = [...first].flatMap((letter, i) => (letter === '.' ? [first.slice(i)] : []));
  // The end of an IPv4 address names no domain.
  return dots.find((end) => /[a-z]/i.test(end) && others.every((name) => name.endsWith(end))) ?? '';
}
