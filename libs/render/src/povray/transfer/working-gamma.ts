/**
 * The number behind each `assumed_gamma` of a scene and its includes, as it is written; null = there is none, they differ, or one is
 * not just a number. Those in comments count, too: leaving them out takes a slow host long.
 */
export function workingGamma(texts: Iterable<Buffer>): string | null {
  const found = new Set<string | null>();
  let isOutsideComments = false;
  for (const bytes of texts) {
    if (!bytes.includes(keyword)) continue;
    const text = bytes.toString('latin1');
    for (const value of valuesIn(text)) found.add(value);
    isOutsideComments ||= text.replaceAll(comments, ' ').includes(keyword);
  }
  const [value, ...others] = found;
  return isOutsideComments && others.length === 0 ? (value ?? null) : null;
}

function valuesIn(text: string): (string | null)[] {
  return text
    .split(keyword)
    .slice(1)
    .map((rest) => numberAlone.exec(rest.slice(0, 100))?.[1] ?? null);
}

const keyword = 'assumed_gamma';
/** What follows is no operator, which would go on with the expression. */
const numberAlone = /^\s+(\d*\.?\d+)\s*(?:\}|\s[a-z]|\s#)/i;
const comments = /\/\*[^]*?\*\/|\/\/[^\r\n]*/g;
